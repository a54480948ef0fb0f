import { oneLine } from './sender.ts';

/**
 * Lines of an address as a mail may show them. Anybody may send a mail of the shop to anybody, with an address of their
 * own making in it: so that no mail program makes a link of it, what stands for one is broken: `evil. example`,
 * `https: //`. Real addresses hardly change by it.
 */
export function postalLines(lines: readonly string[]): string[] {
  return lines.map((line) =>
    oneLine(line)
      .replace(/(?<=\S)([.。．｡])(?=\p{L}{2})/gu, '$1 ')
      .replace(/:(?=\S)/g, ': '),
  );
}
