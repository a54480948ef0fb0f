import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { Statement } from './statement.ts';

/** The rows of a statement, by itself or in the caller's transaction. */
export async function readRows<Row extends QueryResultRow>(
  client: Pool | PoolClient,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  return (await client.query<Row>({ name, text, values })).rows;
}
