import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createCheckoutQueue } from '../../src/orders/checkout-queue.ts';
import { takeTurn } from '../../src/orders/sql/take-turn.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, lockWaiter, type OrderDesk, openDesk } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());
afterEach(() => expectSoundBooks(shop.pool));

const queueOf = (batches: number[], onLostRace: () => void) =>
  createCheckoutQueue(shop.desk, {
    maxBatch: 64,
    slots: 1,
    maxWaiting: 100,
    maxWaitMs: 60_000,
    onBatch: (size) => void batches.push(size),
    onLostRace,
  });

/** A queue that has lost a race of two buyers for one product to another process. */
async function queueThatLost() {
  const [product, other] = [await shop.product({ stock: 50 }), await shop.product({ stock: 50 })];
  const batches: number[] = [];
  let lostRaces = 0;
  const queue = queueOf(batches, () => void lostRaces++);
  const submit = async (productId: string) => queue.submit(commandOf(await shop.buyer([productId, 1])));
  const first = await shop.buyer([other.id, 1]);
  const buyers = await Promise.all([shop.buyer([product.id, 1]), shop.buyer([product.id, 1])]);
  const placed: Promise<{ kind: string }>[] = [];
  await asRival(shop.pool, async (rival) => {
    await rival.query('update products set version = version + 1 where id = $1', [product.id]);
    await asRival(shop.pool, async (delay) => {
      await delay.query('select from products where id = $1 for no key update', [other.id]);
      placed.push(queue.submit(commandOf(first)));
      await lockWaiter(shop.pool, 'desk');
      placed.push(...buyers.map((buyer) => queue.submit(commandOf(buyer))));
    });
    await placed[0];
    await lockWaiter(shop.pool, 'desk');
  });
  expect((await Promise.all(placed)).map(({ kind }) => kind)).toEqual(['placed', 'placed', 'placed']);
  expect(batches).toEqual([1, 2]);
  expect(lostRaces).toBe(1);
  batches.length = 0;
  return { queue, batches, product, submit };
}

test('a batch that lost a race for one product waits for its turn, and takes along who comes meanwhile', async () => {
  const { queue, batches, product } = await queueThatLost();
  const placed: Promise<{ kind: string }>[] = [];
  await asRival(shop.pool, async (rival) => {
    await rival.query(takeTurn.text, [product.id]);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => shop.buyer([product.id, 1])));
    placed.push(queue.submit(commandOf(first!)));
    expect(await lockWaiter(shop.pool, 'desk')).toBe(takeTurn.text);
    placed.push(...others.map((buyer) => queue.submit(commandOf(buyer))));
  });
  expect((await Promise.all(placed)).map(({ kind }) => kind)).toEqual(['placed', 'placed', 'placed']);
  expect(batches).toEqual([3]);
  expect(await stockOf(shop.pool, product.id)).toBe(45);
});

test('a turn whose connection dies costs nobody the order', async () => {
  const { product, submit } = await queueThatLost();
  let placed: Promise<{ kind: string }> | undefined;
  await asRival(shop.pool, async (rival) => {
    await rival.query(takeTurn.text, [product.id]);
    placed = submit(product.id);
    await lockWaiter(shop.pool, 'desk');
    await shop.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'desk' and query = $1`,
      [takeTurn.text],
    );
    expect(await placed).toMatchObject({ kind: 'placed' });
  });
  expect(await stockOf(shop.pool, product.id)).toBe(47);
});

test('a turn that nobody needs any more is ended: the next process gets it', async () => {
  const { queue, product } = await queueThatLost();
  const buyer = await shop.buyer([product.id, 1]);
  const gone = new AbortController();
  await asRival(shop.pool, async (rival) => {
    await rival.query(takeTurn.text, [product.id]);
    const answer = queue.submit(commandOf(buyer), gone.signal);
    await lockWaiter(shop.pool, 'desk');
    gone.abort();
    await expect(answer).rejects.toThrow();
  });
  // Waits until the test times out if the turn is kept.
  await asRival(shop.pool, (rival) => rival.query(takeTurn.text, [product.id]));
  expect(await stockOf(shop.pool, product.id)).toBe(48);
});

test('a buyer of another product goes past a batch that waits for its turn, with one slot too', async () => {
  const { product, submit } = await queueThatLost();
  const other = await shop.product({ stock: 50 });
  const placed: Promise<{ kind: string }>[] = [];
  await asRival(shop.pool, async (rival) => {
    await rival.query(takeTurn.text, [product.id]);
    placed.push(submit(product.id));
    expect(await lockWaiter(shop.pool, 'desk')).toBe(takeTurn.text);
    for (let n = 0; n < 3; n++) expect(await submit(other.id)).toMatchObject({ kind: 'placed' });
    placed.push(submit(product.id));
    expect(await submit(other.id)).toMatchObject({ kind: 'placed' });
    expect(await stockOf(shop.pool, other.id)).toBe(46);
  });
  expect((await Promise.all(placed)).map(({ kind }) => kind)).toEqual(['placed', 'placed']);
  expect(await stockOf(shop.pool, product.id)).toBe(46);
});
