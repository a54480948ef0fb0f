/** How much there may be in a value of JSON, members and items of members and items included. */
export interface ValueBounds {
  values: number;
  /** Of all texts and names together. */
  characters: number;
  /** Lists and objects inside each other. */
  depth: number;
}

/** Whether `root` is within `bounds`. Looks at no more than they allow, and without recursion. */
export function isWithin(root: unknown, bounds: ValueBounds): boolean {
  let { values, characters } = bounds;
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > bounds.depth) return false;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') characters -= value.length;
      else if (Array.isArray(value)) {
        values -= value.length;
        if (values < 0) return false;
        for (const item of value) next.push(item);
      } else if (typeof value === 'object' && value !== null) {
        for (const name in value) {
          characters -= name.length;
          if (--values < 0) return false;
          next.push((value as Record<string, unknown>)[name]);
        }
      }
      if (characters < 0) return false;
    }
    level = next;
  }
  return true;
}
