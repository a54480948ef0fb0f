import type { EntityManager } from '@mikro-orm/postgresql';
import type { CatalogChange } from './catalog-change.ts';

/** PostgreSQL's channel for changes of the catalog. */
export const CHANNEL = 'catalog_changes';

/**
 * Tells every process of a change when the caller's transaction commits, and only then: no process can die
 * between changing and telling. @returns the change, for this process, which applies it at once
 */
export async function announceChange(
  tx: EntityManager,
  change: Omit<CatalogChange, 'xid'>,
): Promise<CatalogChange> {
  const [row] = await tx.execute<{ xid: string }[]>(
    `select xid, pg_notify(?, xid || ' ' || ?)
       from (select pg_current_xact_id()::text as xid) as this_transaction`,
    [CHANNEL, JSON.stringify(change)],
  );
  return { ...change, xid: BigInt(row!.xid) };
}

/** @throws {SyntaxError} for a message that is none of ours */
export function parseChange(message: string): CatalogChange {
  const end = message.indexOf(' ');
  return { ...JSON.parse(message.slice(end + 1)), xid: BigInt(message.slice(0, end)) };
}
