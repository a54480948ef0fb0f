import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduledJobName } from '../../src/jobs/catalogue.ts';
import { readNote } from '../../src/jobs/shared-state.ts';
import { inBatches } from '../../src/workers/in-batches.ts';
import type { Processors } from '../../src/workers/processor.ts';
import { prune } from '../../src/workers/processors/prune.ts';
import { reconcileStock } from '../../src/workers/processors/reconcile-stock.ts';
import { removeAbandonedCarts } from '../../src/workers/processors/remove-abandoned-carts.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { collectingLog } from '../setup/logs.ts';
import { count, insertCart } from '../setup/records.ts';

let db: Database;
let processors: Pick<Processors, ScheduledJobName>;
beforeAll(async () => {
  db = await openDatabase();
  const context = { pool: db.pool, outboxRetentionDays: 7, abandonedCartDays: 30 };
  processors = {
    ...prune(context),
    'ledger.reconcile-stock': reconcileStock(context),
    'cart.remove-abandoned': removeAbandonedCarts(context),
  };
});
afterAll(() => db.close());

const run = (name: ScheduledJobName, log = pino({ level: 'silent' })) =>
  processors[name]({}, { signal: new AbortController().signal, log });

describe('pruning the outbox', () => {
  /** Rows of which only the named one is what pruning looks for. */
  const insert = (settled: string | null, failed: string | null, rows = 1) =>
    db.pool.query(
      `insert into outbox_messages (id, job, payload, created_at, settled_at, failed_at, failure, failure_detail, failed_attempts)
       select gen_random_uuid(), 'order.send-confirmation-email', '{}', now() - interval '1 year',
              now() - $1::interval, now() - $2::interval,
              case when $2 is not null then 'refused' end, case when $2 is not null then '' end, case when $2 is not null then 1 end
         from generate_series(1, $3::int)`,
      [settled, failed, rows],
    );

  it('removes what was settled before the retention, and nothing that is owed, recent or failed', async () => {
    await insert('8 days', null, 4_500);
    await insert('6 days', null);
    await insert(null, null);
    await insert('80 days', '80 days');
    await insert('91 days', '91 days');
    // Two at once, and again: the same.
    await Promise.all([run('outbox.prune-messages'), run('outbox.prune-messages')]);
    await run('outbox.prune-messages');
    const { rows } = await db.pool.query(
      `select (now() - settled_at)::text as settled, failed_at is not null as failed
         from outbox_messages order by settled_at`,
    );
    expect(rows.map((row) => [row.settled?.slice(0, 7), row.failed])).toEqual([
      ['80 days', true],
      ['6 days ', false],
      [undefined, false],
    ]);
  });

  it('waits for nobody: a row that is being worked on is left alone', async () => {
    await db.pool.query('delete from outbox_messages');
    await insert('8 days', null, 3);
    const client = await db.pool.connect();
    await client.query('begin');
    await client.query('select from outbox_messages limit 1 for update');
    await run('outbox.prune-messages');
    await client.query('rollback');
    client.release();
    expect(await count(db.pool, 'outbox_messages')).toBe(1);
    expect((await readNote(db.pool, 'outbox.prune-messages'))?.value).toEqual({ removed: 2 });
  });

  it('does a bounded number of rows, and stops where it is told to', async () => {
    const stop = new AbortController();
    const steps: number[] = [];
    const step = async (limit: number) => {
      steps.push(limit);
      if (steps.length === 3) stop.abort();
      return limit;
    };
    expect(await inBatches({ size: 10, most: 2, signal: stop.signal }, step)).toBe(20);
    await expect(inBatches({ size: 10, most: 5, signal: stop.signal }, step)).rejects.toThrow();
    expect(steps).toHaveLength(3);
  });
});

describe('pruning keys and tokens', () => {
  it('removes Idempotency-Keys that have expired, and no others', async () => {
    const user = await db.customer();
    await db.pool.query(
      `insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at)
       select $1, e, 'x', gen_random_uuid(), 201, '{}', now() + e::interval from unnest($2::text[]) e`,
      [user, ['-1 second', '-1 day', '1 minute']],
    );
    await Promise.all([run('idempotency.prune-keys'), run('idempotency.prune-keys')]);
    const { rows } = await db.pool.query('select key from idempotency_keys');
    expect(rows).toEqual([{ key: '1 minute' }]);
  });

  it('removes refresh tokens that have expired, but none that says that a living family is over', async () => {
    const user = await db.customer();
    const [ended, alive, over] = [uuidv7(), uuidv7(), uuidv7()];
    const token = (family: string, expires: string, revoked: boolean) =>
      db.pool.query(
        `insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at, revoked_at)
         values ($1::uuid, $2, $3, uuid_send($1::uuid), now() + $4::interval, case when $5 then now() end)`,
        [uuidv7(), user, family, expires, revoked],
      );
    await token(ended, '-1 day', true);
    await token(ended, '1 day', false);
    await token(alive, '-1 day', false);
    await token(alive, '1 day', false);
    await token(over, '-1 day', true);
    await run('account.prune-refresh-tokens');
    const { rows } = await db.pool.query(
      'select family_id, expires_at < now() as expired from refresh_tokens',
    );
    expect(rows.map((row) => [row.family_id, row.expired]).toSorted()).toEqual(
      [
        [ended, true],
        [ended, false],
        [alive, false],
      ].toSorted(),
    );
  });
});

describe('abandoned carts', () => {
  const age = (user: string, days: number) =>
    db.pool.query(`update cart_items set created_at = now() - $2 * interval '1 day' where user_id = $1`, [
      user,
      days,
    ]);

  it('are emptied as a whole when nothing was added for the set time, and never where an order holds a line', async () => {
    const [mug, cup] = await Promise.all([db.product(), db.product()]);
    const [old, recent, returned, ordering] = await Promise.all([1, 2, 3, 4].map(() => db.customer()));
    for (const user of [old, recent, returned, ordering]) await insertCart(db.pool, user!, [[mug.id, 1]]);
    await age(old!, 31);
    await age(recent!, 29);
    for (const user of [returned, ordering]) await age(user!, 100);
    await insertCart(db.pool, returned!, [[cup.id, 1]]);
    await insertCart(db.pool, ordering!, [[cup.id, 1]]);
    await age(ordering!, 100);

    const order = await db.pool.connect();
    await order.query('begin');
    await order.query('select from cart_items where user_id = $1 and product_id = $2 for update', [
      ordering,
      cup.id,
    ]);
    await Promise.all([run('cart.remove-abandoned'), run('cart.remove-abandoned')]);
    const carts = async () =>
      (await db.pool.query('select user_id, count(*)::int as lines from cart_items group by 1')).rows;
    expect(Object.fromEntries((await carts()).map((row) => [row.user_id, row.lines]))).toEqual({
      [recent!]: 1,
      [returned!]: 2,
      [ordering!]: 2,
    });
    await order.query('rollback');
    order.release();
    await run('cart.remove-abandoned');
    expect(await count(db.pool, 'cart_items', 'user_id = $1', [ordering])).toBe(0);
  });

  it('are left alone where the shop has not set a time', async () => {
    const customer = await db.customer();
    await insertCart(db.pool, customer, [[(await db.product()).id, 1]]);
    await age(customer, 10_000);
    const off = removeAbandonedCarts({ pool: db.pool, abandonedCartDays: 0 });
    await off({}, { signal: new AbortController().signal, log: pino({ level: 'silent' }) });
    expect(await count(db.pool, 'cart_items', 'user_id = $1', [customer])).toBe(1);
  });
});

describe('reconciling', () => {
  it('raises the alarm in log and note while something disagrees, and takes it back when it is repaired', async () => {
    const product = await db.product({ stock: 5 });
    await run('ledger.reconcile-stock');
    expect((await readNote(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({ products: 0, skus: [] });

    await db.pool.query('update products set stock_quantity = 4 where id = $1', [product.id]);
    const { log, lines } = collectingLog();
    await run('ledger.reconcile-stock', log);
    expect((await readNote(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({
      products: 1,
      skus: [product.sku],
    });
    expect(lines()).toContainEqual(expect.objectContaining({ level: 50, products: 1 }));

    await db.pool.query('update products set stock_quantity = 5 where id = $1', [product.id]);
    await run('ledger.reconcile-stock');
    expect((await readNote(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({ products: 0, skus: [] });
  });
});
