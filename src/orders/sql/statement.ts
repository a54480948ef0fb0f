import type { ClientBase, QueryResultRow } from 'pg';

/** A statement that PostgreSQL prepares once a connection, under `name`, and then plans no more than it must. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export async function run<Row extends QueryResultRow>(
  client: ClientBase,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await client.query<Row>({ name: statement.name, text: statement.text, values: [...values] });
  return result.rows;
}
