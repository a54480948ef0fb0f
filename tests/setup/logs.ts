/** What must never be found in an answer or a log. */
export function expectNoneOf(secrets: readonly string[], text: string): void {
  const found = secrets.filter((secret) => text.includes(secret));
  if (found.length > 0) throw new Error(`${found.length} secret(s) leaked, the first is ${found[0]}`);
}
