import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientBase } from 'pg';
import type { Statement } from './statement.ts';

/** What a caller's transaction is in: a connection, or the ORM. */
export type Executor = ClientBase | EntityManager;

/**
 * Runs a statement in the caller's transaction. The ORM writes the values into the text, each where it stands: `$1`,
 * `$2` and so on, once each and in this order; no lists, and no text that has a `$` and a digit of its own.
 */
export async function executeIn<Row extends object>(
  client: Executor,
  { name, text }: Statement,
  values: (string | number | null)[],
): Promise<Row[]> {
  if ('execute' in client) return client.execute<Row[]>(text.replace(/\$\d+/g, '?'), values);
  return (await client.query<Row>({ name, text, values })).rows;
}
