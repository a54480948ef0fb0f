import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCheckoutPool } from '../../src/orders/checkout-pool.ts';
import { readThenWrite } from '../../src/orders/transaction.ts';
import { createDatabase, type TestDatabase } from '../setup/services.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a statement whose rows a migration changed costs one transaction, and not all that follow on its connection', async () => {
  const pool = createCheckoutPool(database.url, 1);
  try {
    await pool.query('create table shelf as select 1 as place');
    const read = () =>
      readThenWrite(
        pool,
        [{ statement: { name: 'shelf.read', text: 'select * from shelf' }, values: [] }],
        ([rows]) => ({ result: rows, write: undefined, orderId: undefined }),
      );
    expect(await read()).toEqual([{ place: 1 }]);
    await pool.query('alter table shelf add column name text');
    await expect(read()).rejects.toThrow('cached plan must not change result type');
    expect(await read()).toEqual([{ place: 1, name: null }]);
  } finally {
    await pool.end();
  }
});
