import type { PoolClient } from 'pg';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdAbandoned, removeHeld } from '../../src/cart/sql/remove-abandoned-carts.ts';
import type { ScheduledJobName } from '../../src/jobs/catalogue.ts';
import { readSharedState, writeSharedState } from '../../src/jobs/shared-state.ts';
import { inBatches } from '../../src/workers/in-batches.ts';
import type { Processors } from '../../src/workers/processor.ts';
import { continueErasures } from '../../src/workers/processors/continue-erasures.ts';
import { eraseOldOrders } from '../../src/workers/processors/erase-old-orders.ts';
import { expireUnpaidOrders } from '../../src/workers/processors/expire-unpaid-orders.ts';
import { invoices } from '../../src/workers/processors/invoices.ts';
import { payments } from '../../src/workers/processors/payments.ts';
import { prune } from '../../src/workers/processors/prune.ts';
import { reconcileStock } from '../../src/workers/processors/reconcile-stock.ts';
import { removeAbandonedCarts } from '../../src/workers/processors/remove-abandoned-carts.ts';
import { removeGuests } from '../../src/workers/processors/remove-guests.ts';
import { rollUpSales } from '../../src/workers/processors/roll-up-sales.ts';
import { settlePrices } from '../../src/workers/processors/settle-prices.ts';
import { pruneGuests } from '../../src/workers/sql/prune-guests.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { collectingLog } from '../setup/logs.ts';
import { count, insertCart, stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';
import { statementsOf } from '../setup/statements.ts';
import { until } from '../setup/wait.ts';

let db: Database;
let processors: Pick<Processors, ScheduledJobName>;
beforeAll(async () => {
  db = await openDatabase();
  const context = {
    pool: db.pool,
    outboxRetentionDays: 7,
    abandonedCartDays: 30,
    orderPiiDays: 0,
    providers: new Map(),
  };
  const seller = { lines: ['Shop'], taxId: null };
  processors = {
    ...prune(context),
    ...payments(context),
    'ledger.reconcile-stock': reconcileStock(context),
    'cart.remove-abandoned': removeAbandonedCarts(context),
    'account.prune-guests': removeGuests(context),
    'catalog.settle-prices': settlePrices(context),
    'order.expire-unpaid': expireUnpaidOrders(context),
    'privacy.continue-erasures': continueErasures(context),
    'privacy.erase-old-orders': eraseOldOrders(context),
    'report.roll-up-sales': rollUpSales(context),
    'invoice.issue-due': invoices({ ...context, seller, invoiceAutomatic: false, invoiceFont: undefined })[
      'invoice.issue-due'
    ],
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
    expect((await readSharedState(db.pool, 'outbox.prune-messages'))?.value).toEqual({ removed: 2 });
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

describe('guests who do not come back', () => {
  /** Guests who came so many days ago and whose last login ends then, in days from now. */
  const guests = async (days: number, login?: number, amount = 1): Promise<string[]> => {
    const { rows } = await db.pool.query<{ id: string }>(
      `insert into users (id, role, created_at)
       select gen_random_uuid(), 'GUEST', now() - $1 * interval '1 day' from generate_series(1, $2::int) returning id`,
      [days, amount],
    );
    const ids = rows.map(({ id }) => id);
    if (login !== undefined) {
      await db.pool.query(
        `insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at)
         select gen_random_uuid(), id, gen_random_uuid(), uuid_send(id), now() + $2 * interval '1 day' from unnest($1::uuid[]) id`,
        [ids, login],
      );
    }
    return ids;
  };
  const left = async (ids: string[]) => (await count(db.pool, 'users', 'id = any($1)', [ids])) === ids.length;
  const order = (user: string) =>
    db.pool.query(
      `insert into orders (id, user_id, status, total, currency) values (gen_random_uuid(), $1, 'PLACED', 0, 'GBP')`,
      [user],
    );

  it('are removed with their carts and tokens once their last login is over', async () => {
    const [[gone], [over], [young], [alive], customer] = [
      await guests(31),
      await guests(60, -1),
      await guests(29),
      await guests(90, 1),
      await db.customer(),
    ];
    await db.pool.query(`update users set created_at = now() - interval '1 year' where id = $1`, [customer]);
    await insertCart(db.pool, over!, [[(await db.product()).id, 1]]);
    await Promise.all([run('account.prune-guests'), run('account.prune-guests')]);
    expect([await left([gone!]), await left([over!])]).toEqual([false, false]);
    expect(await count(db.pool, 'cart_items', 'user_id = $1', [over])).toBe(0);
    expect(await left([young!, alive!, customer])).toBe(true);
    // A login that was ended is none to come back with.
    await db.pool.query('update refresh_tokens set revoked_at = now() where user_id = $1', [alive]);
    await run('account.prune-guests');
    expect(await left([alive!])).toBe(false);
  });

  it('stay where they own an order, where somebody holds them, and where they have an account by now', async () => {
    const ids = await guests(31, undefined, 3);
    const [buyer, held, registered] = ids as [string, string, string];
    await order(buyer);
    await db.pool.query(`update users set role = 'CUSTOMER', email = 'new@example.org' where id = $1`, [
      registered,
    ]);
    await asRival(db.pool, async (rival) => {
      await rival.query('select from users where id = $1 for key share', [held]);
      await run('account.prune-guests');
    });
    expect(await left(ids)).toBe(true);
    await run('account.prune-guests');
    expect([await left([buyer, registered]), await left([held])]).toEqual([true, false]);
  });

  it('are passed by without being looked at again in the same round, however many ordered', async () => {
    const ids = await guests(40, undefined, 5);
    for (const id of ids) await order(id);
    const [[late]] = [await guests(35)];
    const seen: string[] = [];
    for (let after: Awaited<ReturnType<typeof pruneGuests>>['last']; ; ) {
      const step = await pruneGuests(db.pool, after, 2);
      if (step.last === undefined) break;
      expect(seen).not.toContain(step.last.id);
      seen.push(step.last.id);
      after = step.last;
    }
    expect([await left(ids), await left([late!])]).toEqual([true, false]);
  });

  it('are looked for where the last run ended, by the index of guests', async () => {
    const [[early], [late]] = [await guests(100), await guests(50)];
    const after = { createdAt: new Date(Date.now() - 70 * 86_400_000).toISOString(), id: late };
    await writeSharedState(db.pool, 'account.prune-guests', { removed: 0, after });
    await run('account.prune-guests');
    expect([await left([early!]), await left([late!])]).toEqual([true, false]);
    await run('account.prune-guests');
    expect(await left([early!])).toBe(false);

    await db.pool.query(
      `insert into users (id, email, name, password_hash)
       select gen_random_uuid(), 'many' || n || '@example.org', 'Many', 'none' from generate_series(1, 5000) n`,
    );
    await db.pool.query('analyze users');
    const [text] = (await statementsOf(() => run('account.prune-guests'))).filter((sql) =>
      /skip locked/.test(sql),
    );
    const client = await db.pool.connect();
    await client.query(`prepare guests as ${text}`);
    const { rows } = await client.query(
      `explain execute guests ('-infinity', '00000000-0000-0000-0000-000000000000', 500)`,
    );
    client.release(true);
    expect(JSON.stringify(rows)).toMatch(/users_guests/);
    expect(JSON.stringify(rows)).not.toMatch(/Seq Scan on users/);
  });
});

describe('abandoned carts', () => {
  /** A customer with a cart of these products, to which nothing was added for so many days. */
  const cartOf = async (days: number, ...products: { id: string }[]) => {
    const user = await db.customer();
    await insertCart(
      db.pool,
      user,
      products.map(({ id }) => [id, 1]),
    );
    await db.pool.query(`insert into carts (user_id) values ($1) on conflict do nothing`, [user]);
    await age(user, days);
    return user;
  };
  const age = async (user: string, days: number) => {
    const ago = `now() - ${days} * interval '1 day'`;
    await db.pool.query(`update carts set changed_at = ${ago} where user_id = $1`, [user]);
    await db.pool.query(`update cart_items set created_at = ${ago} where user_id = $1`, [user]);
  };
  const linesOf = (user: string) => count(db.pool, 'cart_items', 'user_id = $1', [user]);
  const cartsOf = (user: string) => count(db.pool, 'carts', 'user_id = $1', [user]);
  const removed = async () => (await readSharedState(db.pool, 'cart.remove-abandoned'))?.value;
  /** Runs `work` while somebody else's transaction holds what `sql` locks. */
  const whileHeld = async (
    sql: string,
    values: unknown[],
    work: (client: PoolClient) => Promise<unknown>,
  ) => {
    const client = await db.pool.connect();
    await client.query('begin');
    await client.query(sql, values);
    try {
      await work(client);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it('are removed as a whole when nothing was added for the set time, two at once or again', async () => {
    const [mug, cup] = await Promise.all([db.product(), db.product()]);
    const [old, recent, returned] = [
      await cartOf(31, mug, cup),
      await cartOf(29, mug),
      await cartOf(100, mug),
    ];
    await db.pool.query('update carts set changed_at = now() where user_id = $1', [returned]);
    await Promise.all([run('cart.remove-abandoned'), run('cart.remove-abandoned')]);
    expect([await linesOf(old), await cartsOf(old)]).toEqual([0, 0]);
    expect([await linesOf(recent), await linesOf(returned)]).toEqual([1, 1]);
    await run('cart.remove-abandoned');
    expect(await removed()).toEqual({ removed: 0 });
  });

  it('are left alone while an order holds a line, and while they are being changed', async () => {
    const [mug, cup] = await Promise.all([db.product(), db.product()]);
    const [ordered, changed] = [await cartOf(100, mug, cup), await cartOf(100, mug)];
    await whileHeld(
      'select from cart_items where user_id = $1 and product_id = $2 for update',
      [ordered, cup.id],
      () =>
        whileHeld('update carts set changed_at = now() where user_id = $1', [changed], () =>
          run('cart.remove-abandoned'),
        ),
    );
    expect([await linesOf(ordered), await linesOf(changed)]).toEqual([2, 1]);
    await run('cart.remove-abandoned');
    expect([await linesOf(ordered), await linesOf(changed)]).toEqual([0, 0]);
    expect(await removed()).toEqual({ removed: 2 });
  });

  it('are left alone where the release before added a line, which says nothing of it in the row', async () => {
    const [mug, cup] = await Promise.all([db.product(), db.product()]);
    const user = await cartOf(100, mug);
    await insertCart(db.pool, user, [[cup.id, 1]]);
    await run('cart.remove-abandoned');
    expect(await linesOf(user)).toBe(2);
    expect(
      await count(db.pool, 'carts', `user_id = $1 and changed_at > now() - interval '1 day'`, [user]),
    ).toBe(1);
  });

  it('that somebody adds to in the moment of their removal have the new line, and a row', async () => {
    const [mug, cup] = await Promise.all([db.product(), db.product()]);
    const user = await cartOf(100, mug);
    let added: Promise<unknown> | undefined;
    await whileHeld('select 1', [], async (client) => {
      await removeHeld(client, await holdAbandoned(client, 30, 500), 30);
      added = insertCart(db.pool, user, [[cup.id, 1]]);
      await until('the addition waits', async () => {
        const waiting = `application_name = 'test' and datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
        return (await count(db.pool, 'pg_stat_activity', waiting)) === 1;
      });
      await client.query('commit');
    });
    await added;
    expect([await linesOf(user), await cartsOf(user)]).toEqual([1, 1]);
  });

  it('that have been empty for the set time lose their row and are no abandoned ones, others keep it', async () => {
    const [old, recent] = [await cartOf(31), await cartOf(29)];
    await run('cart.remove-abandoned');
    expect([await cartsOf(old), await cartsOf(recent)]).toEqual([0, 1]);
    expect(await removed()).toEqual({ removed: 0 });
  });

  it('are found without looking at the others', async () => {
    await db.pool.query(
      `with buyers as (
         insert into users (id, email, name, password_hash)
         select gen_random_uuid(), 'recent' || n || '@example.org', 'Recent', 'none' from generate_series(1, 5000) n
         returning id
       )
       insert into carts (user_id) select id from buyers`,
    );
    await db.pool.query('analyze carts');
    const [text] = (await statementsOf(() => run('cart.remove-abandoned'))).filter((sql) =>
      /skip locked/.test(sql),
    );
    const client = await db.pool.connect();
    await client.query(`prepare found as ${text}`);
    const { rows } = await client.query('explain execute found (30, 500)');
    client.release(true);
    expect(JSON.stringify(rows)).toMatch(/carts_changed_at.*Index Cond: \(changed_at </);
  });

  it('are all removed, however many there are', async () => {
    const product = await db.product();
    await db.pool.query(
      `with buyers as (
         insert into users (id, email, name, password_hash)
         select gen_random_uuid(), 'left' || n || '@example.org', 'Left', 'none' from generate_series(1, 1200) n
         returning id
       )
       insert into cart_items (id, user_id, product_id, quantity, created_at)
       select gen_random_uuid(), id, $1, 1, now() - interval '1 year' from buyers`,
      [product.id],
    );
    await db.pool.query(
      `update carts set changed_at = now() - interval '1 year'
        where user_id in (select user_id from cart_items where product_id = $1)`,
      [product.id],
    );
    await run('cart.remove-abandoned');
    expect(await removed()).toEqual({ removed: 1_200 });
    expect(await count(db.pool, 'cart_items', 'product_id = $1', [product.id])).toBe(0);
  });

  it('are left alone where the shop has not set a time', async () => {
    const customer = await cartOf(10_000, await db.product());
    const off = removeAbandonedCarts({ pool: db.pool, abandonedCartDays: 0 });
    await off({}, { signal: new AbortController().signal, log: pino({ level: 'silent' }) });
    expect(await linesOf(customer)).toBe(1);
  });
});

describe('reconciling', () => {
  it('raises the alarm in log and note while something disagrees, and takes it back when it is repaired', async () => {
    const product = await db.product({ stock: 5 });
    await run('ledger.reconcile-stock');
    expect((await readSharedState(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({
      products: 0,
      skus: [],
      orders: 0,
    });

    await db.pool.query('update products set stock_quantity = 4 where id = $1', [product.id]);
    const { log, lines } = collectingLog();
    await run('ledger.reconcile-stock', log);
    expect((await readSharedState(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({
      products: 1,
      skus: [product.sku],
      orders: 0,
    });
    expect(lines()).toContainEqual(expect.objectContaining({ level: 50, products: 1 }));

    await db.pool.query('update products set stock_quantity = 5 where id = $1', [product.id]);
    await run('ledger.reconcile-stock');
    expect((await readSharedState(db.pool, 'ledger.reconcile-stock'))?.value).toEqual({
      products: 0,
      skus: [],
      orders: 0,
    });
  });
});

describe('expiring unpaid orders', () => {
  it('cancels what is overdue, in as many transactions as it takes, and says how many', async () => {
    const product = await db.product({ stock: 0 });
    const user = await db.customer();
    await db.pool.query(
      `with o as (
         insert into orders (id, user_id, status, total, currency, expires_at)
         select gen_random_uuid(), $1, 'PENDING', 100, 'GBP', now() - interval '1 minute' from generate_series(1, 250)
         returning id)
       insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
       select id, 0, $2, 'S', 'N', 100, 1, 100 from o`,
      [user, product.id],
    );
    await run('order.expire-unpaid');
    expect((await readSharedState(db.pool, 'order.expire-unpaid'))?.value).toEqual({ orders: 250 });
    expect(await count(db.pool, 'orders', `status = 'PENDING'`)).toBe(0);
    expect(await stockOf(db.pool, product.id)).toBe(250);
    const { rows } = await db.pool.query('select version from products where id = $1', [product.id]);
    expect(rows[0].version).toBe(4);
  });
});

describe('pruning events', () => {
  it('removes what is older than a month, with what was owed of it, and nothing younger', async () => {
    const endpoint = uuidv7();
    await db.pool.query(
      `insert into webhook_endpoints (id, url, types) values ($1, 'https://1.1.1.1', '{*}')`,
      [endpoint],
    );
    for (const age of ['31 days', '29 days']) {
      const delivery = uuidv7();
      const { rows } = await db.pool.query(
        `insert into event_feed (kind, subjects, occurred_at, sequenced_at)
         values ('orders', '{}', now() - $1::interval, now() - $1::interval) returning position`,
        [age],
      );
      await db.pool.query(
        `insert into webhook_deliveries (id, endpoint_id, position, place, event_id, type, created_at)
         values ($1, $2, $3, 0, $1, 'order.placed', now() - $4::interval)`,
        [delivery, endpoint, rows[0].position, age],
      );
      await db.pool.query(
        `insert into webhook_attempts (delivery_id, number, started_at, duration_ms) values ($1, 1, now(), 1)`,
        [delivery],
      );
    }
    await Promise.all([run('events.prune'), run('events.prune')]);
    for (const table of ['event_feed', 'webhook_deliveries', 'webhook_attempts'])
      expect(await count(db.pool, table)).toBe(1);
  });
});
