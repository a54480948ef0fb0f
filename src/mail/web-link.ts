/** More than this is no address of a page, in characters. */
const MAX_LENGTH = 2_000;

/** An address that a mail may lead to, as it goes into a link; undefined for anything but http and https. */
export function webLink(written: string | null): string | undefined {
  if (written === null || written.length > MAX_LENGTH || !URL.canParse(written)) return undefined;
  const { protocol, username, password, href } = new URL(written);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && username === '' && password === '' ? href : undefined;
}
