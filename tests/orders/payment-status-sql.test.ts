import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasPaymentSql, paymentStatusSql } from '../../src/entities/payment-status-sql.ts';
import { paymentStatus } from '../../src/orders/derived-status.ts';
import { type Database, openDatabase } from '../setup/api.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

test('the index knows the payment status that orders show, and leaves out those that are UNPAID alone', async () => {
  const steps = [0, 1, 2, 3];
  const each = <To>(make: (step: number) => To[]) => steps.flatMap(make);
  const all = each((total) =>
    each((notDue) =>
      each((authorized) =>
        each((captured) => each((refunded) => [{ total, notDue, authorized, captured, refunded }])),
      ),
    ),
  ).filter(({ total, notDue, captured, refunded }) => notDue <= total && refunded <= captured);
  const { rows } = await database.pool.query(
    `select ${paymentStatusSql} as status, ${hasPaymentSql} as listed
       from (select o.*, "notDue" as not_due from jsonb_to_recordset($1::jsonb) as o (total bigint, "notDue" bigint, authorized bigint, captured bigint, refunded bigint)) o`,
    [JSON.stringify(all)],
  );
  expect(rows).toEqual(
    all.map((amounts) => {
      const status = paymentStatus(amounts);
      return { status, listed: status !== 'UNPAID' };
    }),
  );
});
