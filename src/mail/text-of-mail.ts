import type { Envelope, Letter } from './letter.ts';

/** A letter for those who read text. */
export function textOfMail(letter: Letter, envelope: Envelope): string {
  const lines = letter.lines.map(
    ({ name, sku, amount, sum }) => `${name} (${sku})\n    ${amount}${sum === undefined ? '' : ` = ${sum}`}`,
  );
  const parts = [
    envelope.greeting,
    `${letter.heading}. ${letter.opening}`,
    lines.join('\n'),
    listed((letter.sums ?? []).map(({ label, sum }) => [label, sum])),
    listed(letter.facts ?? []),
    ...letter.sections.map(({ title, words }) =>
      typeof words === 'string' ? `${title}: ${words}` : [`${title}:`, ...words].join('\n    '),
    ),
    [listed(envelope.order), ...envelope.links.map(({ label, href }) => `${label}: ${href}`)].join('\n'),
    ['-- ', ...envelope.signature, envelope.footnote].filter((line) => line !== undefined).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Labels and values below each other, the values in one column. */
function listed(entries: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...entries.map(([label]) => label.length)) + 2;
  return entries.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`).join('\n');
}
