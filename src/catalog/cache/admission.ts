/** Keys that were seen once and are waited for; two of these are kept. */
const MAX_KEYS = 5_000;

/** Whether a query was asked before, lately. What is asked once in a while is not worth keeping. */
export interface Admission {
  /** Notes the key. @returns whether it was there already */
  seen(key: string): boolean;
}

/** Two sets, of which the older one is forgotten when the newer one is full: bounded, whatever is asked. */
export function createAdmission(maxKeys = MAX_KEYS): Admission {
  let current = new Set<string>();
  let previous = new Set<string>();
  return {
    seen(key) {
      if (current.has(key)) return true;
      const known = previous.has(key);
      if (current.size >= maxKeys) {
        previous = current;
        current = new Set();
      }
      current.add(key);
      return known;
    },
  };
}
