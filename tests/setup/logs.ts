import { pino } from 'pino';

/** What must never be found in an answer or a log. */
export function expectNoneOf(secrets: readonly string[], text: string): void {
  const found = secrets.filter((secret) => text.includes(secret));
  if (found.length > 0) throw new Error(`${found.length} secret(s) leaked, the first is ${found[0]}`);
}

/** A logger, and the lines that were written with it. */
export function collectingLog() {
  const written: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
