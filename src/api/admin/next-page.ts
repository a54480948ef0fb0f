export const firstPage = '/admin';

/** Where to go after the login: what was asked for, when it is a page behind this login; never elsewhere. */
export function nextPage(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || asked.length > 2_000) return firstPage;
  const base = 'http://local.invalid';
  if (!URL.canParse(asked, base)) return firstPage;
  const url = new URL(asked, base);
  const isPage = url.origin === base && /^\/admin(?:$|\/(?!login|logout))/.test(url.pathname);
  return isPage ? url.pathname + url.search : firstPage;
}
