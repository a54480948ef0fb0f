/** What is true of something, by name. */
export type Facts = Readonly<Record<string, unknown>>;

/** Characters of a text that are kept: a page of a hundred entries stays small whatever was written. */
const MAX_TEXT = 1_000;

/** The same with its long texts cut. */
export const inShort = (facts: Facts): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > MAX_TEXT ? cut(value) : value,
    ]),
  );

/** Half of a surrogate pair at its end is none that JSON in the database may have. */
const cut = (text: string): string => `${text.slice(0, MAX_TEXT).toWellFormed()}…`;

/** What became different, as it was and as it is; undefined where nothing did. */
export function differenceOf(before: Facts, after: Facts): { before: Facts; after: Facts } | undefined {
  const names = Object.keys(after).filter((name) => before[name] !== after[name]);
  if (names.length === 0) return undefined;
  const pick = (facts: Facts) => Object.fromEntries(names.map((name) => [name, facts[name]]));
  return { before: pick(before), after: pick(after) };
}
