import { type CatalogChange, rewordsProducts } from './catalog-change.ts';
import { type Snapshot, sees } from './snapshot.ts';

/** What an answer was made of. */
export interface Knowledge {
  /** From before its load, or of its own statement. */
  readonly snapshot: Snapshot;
  /** Of a search: what was seen when the words that it knows were looked up, which may be some seconds earlier. */
  readonly words?: ReadonlySet<Snapshot> | undefined;
}

/** Whether an answer knows a change: its products, and what the change made of the words of its search. */
export function knows({ snapshot, words }: Knowledge, change: CatalogChange): boolean {
  if (!sees(snapshot, change.xid)) return false;
  if (words === undefined || !rewordsProducts(change)) return true;
  for (const seen of words) if (!sees(seen, change.xid)) return false;
  return true;
}

/** Whether it knows all that had committed when a transaction began which itself had ended before. */
export function knowsAllUntil({ snapshot, words }: Knowledge, xid: bigint): boolean {
  if (snapshot.xmin <= xid) return false;
  for (const { xmin } of words ?? []) if (xmin <= xid) return false;
  return true;
}
