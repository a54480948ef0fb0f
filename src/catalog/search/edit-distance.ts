/** Longer words are no words, and the table grows with the square of the length. */
const MAX_LENGTH = 40;

/**
 * Letters to add, leave out, replace or swap with their neighbour to make one word of another: optimal string
 * alignment, a restriction of Damerau (1964).
 */
export function editDistance(a: string, b: string): number {
  const [from, to] = [[...a], [...b]];
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
          ? before[j - 2]! + 1
          : replaced;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    before = above;
    above = row;
  }
  return above.at(-1)!;
}

/** How many edits may lie between a word and what was meant: one in three letters, three at most, none in two. */
export function toleratedEdits(word: string): number {
  const length = [...word].length;
  return length > MAX_LENGTH ? 0 : Math.min(3, Math.floor(length / 3));
}
