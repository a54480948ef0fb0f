import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { UnknownOutcome } from '../../src/orders/commit-inquiry.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { startProxy, type TcpProxy, type Wire } from '../setup/proxy.ts';
import { count, stockOf } from '../setup/records.ts';
import { until } from '../setup/wait.ts';

let shop: OrderDesk;
let proxy: TcpProxy;
let pool: Pool;
beforeAll(async () => {
  shop = await openDesk();
  proxy = await startProxy(shop.url);
  pool = openPool(proxy.through(shop.url), 3);
});
const openPool = (url: string, max: number) =>
  createPool(url, { applicationName: 'test', max, pipeline: true });
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await shop.close();
});

const isCommit = (chunk: Buffer) => /commit\0/i.test(chunk.toString('latin1'));

/** Cuts the wire of the next COMMIT, before or after PostgreSQL has heard of it. */
function cutAtCommit(when: 'before' | 'after'): void {
  proxy.onRequest = (chunk, wire) => {
    if (!isCommit(chunk)) return true;
    proxy.onRequest = undefined;
    if (when === 'before') {
      wire.cut();
      return false;
    }
    afterCommit(wire, () => wire.cut());
    return true;
  };
}

/** When PostgreSQL has answered to COMMIT, of which nobody hears. The answer to the write may come before it. */
function afterCommit(wire: Wire, then: () => void): void {
  let answered = false;
  wire.intercept((answer) => {
    if (answered || !answer.includes('COMMIT\0')) return;
    answered = true;
    then();
  });
}

test('a COMMIT that PostgreSQL did and could not answer for is reported as the order that it made', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  cutAtCommit('after');
  const [outcome] = await placeOrders(pool, [commandOf(buyer)]);
  expect(proxy.onRequest).toBeUndefined();
  expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(3);
});

test('a COMMIT that never arrived is reported as a failure, and nothing of it is there', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  cutAtCommit('before');
  await expect(placeOrders(pool, [commandOf(buyer)])).rejects.not.toBeInstanceOf(UnknownOutcome);
  expect(proxy.onRequest).toBeUndefined();
  expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(0);
  expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(5);
});

test('a lost connection leaves no connection behind that another order would stumble over', async () => {
  const product = await shop.product({ stock: 50 });
  for (let n = 0; n < 6; n++) {
    cutAtCommit(n % 2 === 0 ? 'after' : 'before');
    const buyer = await shop.buyer([product.id, 1]);
    await placeOrders(pool, [commandOf(buyer)]).catch(() => {});
  }
  const buyers = await Promise.all(Array.from({ length: 6 }, () => shop.buyer([product.id, 1])));
  const outcomes = await Promise.all(buyers.map((buyer) => placeOrders(pool, [commandOf(buyer)])));
  expect(outcomes.flat().map((o) => o.kind)).toEqual(Array(6).fill('placed'));
  expect(pool.totalCount).toBeLessThanOrEqual(3);
  await expectSoundBooks(shop.pool);
});

test('a connection that PostgreSQL ends in the middle is a failure, and nothing of the order is there', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  proxy.onRequest = (chunk, wire) => {
    if (!chunk.toString('latin1').includes('orders.write-orders')) return true;
    proxy.onRequest = undefined;
    wire.cut();
    return false;
  };
  await expect(placeOrders(pool, [commandOf(buyer)])).rejects.toThrow();
  expect(await stockOf(shop.pool, product.id)).toBe(5);
  await expectSoundBooks(shop.pool);
});

test('a COMMIT that nobody can tell of is reported as such, neither as an order nor as none', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  proxy.onRequest = (chunk, wire) => {
    if (!isCommit(chunk)) return true;
    proxy.onRequest = undefined;
    afterCommit(wire, () => proxy.cut());
    return true;
  };
  try {
    await expect(placeOrders(pool, [commandOf(buyer)])).rejects.toBeInstanceOf(UnknownOutcome);
  } finally {
    proxy.restore();
  }
  expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(3);
});

test('a database that comes back while it is asked tells of the order that it made', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  proxy.onRequest = (chunk, wire) => {
    if (!isCommit(chunk)) return true;
    proxy.onRequest = undefined;
    afterCommit(wire, () => proxy.cut());
    return true;
  };
  const refused = proxy.refusals;
  const placed = placeOrders(pool, [commandOf(buyer)]);
  await until('it is asked in vain', () => proxy.refusals > refused);
  proxy.restore();
  const [outcome] = await placed;
  expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
});

test('the connection that broke is given back before another one is asked: one is enough for both', async () => {
  const single = openPool(proxy.through(shop.url), 1);
  try {
    const product = await shop.product({ stock: 5 });
    const buyer = await shop.buyer([product.id, 2]);
    cutAtCommit('after');
    const [outcome] = await placeOrders(single, [commandOf(buyer)]);
    expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
  } finally {
    await single.end();
  }
});

test('an id that a new primary gave to another transaction is no proof: a lost order is not reported as placed', async () => {
  // What pg_xact_status says of the id on a standby that took over without having heard of our transaction.
  await shop.pool.query(`
    create schema promoted;
    create function promoted.pg_xact_status(xid8) returns text language sql as $$ select 'committed' $$`);
  const url = new URL(proxy.through(shop.url));
  url.searchParams.set('options', '-c search_path=promoted,public,pg_catalog');
  const promoted = openPool(url.href, 2);
  try {
    const product = await shop.product({ stock: 5 });
    const buyer = await shop.buyer([product.id, 2]);
    cutAtCommit('before');
    await expect(placeOrders(promoted, [commandOf(buyer)])).rejects.toThrow();
    expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(0);
    // And one that is there is reported.
    cutAtCommit('after');
    const [outcome] = await placeOrders(promoted, [commandOf(buyer)]);
    expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
  } finally {
    await promoted.end();
    await shop.pool.query('drop schema promoted cascade');
  }
});

/** ErrorResponse and ReadyForQuery (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mterminating connection\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields, Buffer.from('Z\0\0\0\x05I', 'latin1')]);
}

test.each(['57P01', '57P02', '57P03', '08006'])(
  'a server that goes (%s) has not answered for the COMMIT, also where the wire stays: it is asked what became of it',
  async (code) => {
    const product = await shop.product({ stock: 5 });
    const buyer = await shop.buyer([product.id, 2]);
    proxy.onRequest = (chunk, wire) => {
      if (!isCommit(chunk)) return true;
      proxy.onRequest = undefined;
      afterCommit(wire, () => wire.say(Buffer.concat([refusal(code), refusal(code)])));
      return true;
    };
    const [outcome] = await placeOrders(pool, [commandOf(buyer)]);
    expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
    expect(await stockOf(shop.pool, product.id)).toBe(3);
  },
);
