import { Overloaded } from './batcher.ts';
import type { Deferred } from './deferred.ts';
import { type Sharing, sharedStatement } from './shared-statement.ts';

/**
 * As sharedStatement. What fails for several is done once more for each by itself, beside the line: what one of them met is
 * not the others'. So `run` does no harm when it is done twice.
 *
 * @param run one alone is never Deferred
 * @throws {Overloaded} @throws what `run` threw for the item alone
 */
export function sharedOrAlone<Item, Outcome>(
  run: (items: Item[]) => Promise<(Outcome | Deferred)[]>,
  sharing: Sharing = {},
): (item: Item) => Promise<Outcome> {
  const ask = sharedStatement(run, sharing);
  return async (item) => {
    try {
      return await ask(item);
    } catch (error) {
      if (error instanceof Overloaded) throw error;
      const [outcome] = await run([item]);
      return outcome as Outcome;
    }
  };
}
