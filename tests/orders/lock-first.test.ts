import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CartRow } from '../../src/cart/sql/read-carts.ts';
import { createContention } from '../../src/orders/contention.ts';
import { decide } from '../../src/orders/decide.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { lockProducts } from '../../src/orders/sql/lock-products.ts';
import { writeOrders } from '../../src/orders/sql/write-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';
import { statementsOf } from '../setup/statements.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());
afterEach(() => expectSoundBooks(shop.pool));

/** While `work` runs, the first `races` updates of products are lost to somebody else. */
async function losing(races: number, work: () => Promise<void>): Promise<void> {
  // A sequence does not go back with the transaction that is rolled back.
  await shop.pool.query(`
    create sequence lost;
    create function lose() returns trigger language plpgsql as $$ begin
      if nextval('lost') <= ${races} then raise exception 'lost' using errcode = 'serialization_failure'; end if;
      return new;
    end $$;
    create trigger lose before update on products for each row execute function lose()`);
  try {
    await work();
  } finally {
    await shop.pool.query('drop trigger lose on products; drop function lose(); drop sequence lost');
  }
}

/** What was sent of these two, in order. */
async function locksAndWrites(work: () => Promise<unknown>): Promise<string[]> {
  const known = [lockProducts, writeOrders];
  return (await statementsOf(work)).flatMap((text) => known.find((each) => each.text === text)?.name ?? []);
}
const write = writeOrders.name;
const lock = lockProducts.name;

describe('products are locked first, so that progress is certain', () => {
  test('after two attempts that were lost, and not before', async () => {
    const product = await shop.product({ stock: 5 });
    const buyer = await shop.buyer([product.id, 1]);
    await losing(3, async () => {
      const sent = await locksAndWrites(async () => {
        const [outcome] = await placeOrders(shop.desk, [commandOf(buyer)], alwaysOptimistic());
        expect(outcome?.kind).toBe('placed');
      });
      expect(sent).toEqual([write, write, lock, write, lock, write]);
    });
    expect(await stockOf(shop.pool, product.id)).toBe(4);
  });

  test('in the batches after a lost race, and then no longer', async () => {
    const product = await shop.product({ stock: 100 });
    const contention = createContention();
    const order = async () => {
      const buyer = await shop.buyer([product.id, 1]);
      return locksAndWrites(() => placeOrders(shop.desk, [commandOf(buyer)], contention));
    };
    expect(await order()).toEqual([write]);
    await losing(1, async () => expect(await order()).toEqual([write, lock, write]));
    for (let batch = 1; batch < 32; batch++) expect(await order()).toEqual([lock, write]);
    expect(await order()).toEqual([write]);
  });
});

/** Remembers no race: what is locked is locked for the attempts alone. */
const alwaysOptimistic = () => ({ lockFirst: false, hotName: undefined, lost() {}, won() {} });

describe('a product is hot, so that processes take turns at it', () => {
  const row = (user: string, product: string): CartRow => ({
    ...{ cart_item_id: `${user} ${product}`, user_id: user, product_id: product, quantity: 1 },
    ...{
      sku: '',
      name: '',
      price: 1,
      currency: 'GBP',
      stock_quantity: 10,
      version: 1,
      archived: false,
      any_discount: null,
    },
  });
  /** The hot product after a race that was lost by buyers of these. */
  const hotAfter = (...carts: string[][]) => {
    const commands = carts.map((_, n) => ({ userId: `buyer ${n}` }));
    const rows = carts.flatMap((products, n) => products.map((product) => row(`buyer ${n}`, product)));
    const contention = createContention();
    contention.lost(decide(commands, rows, new Map(), new Date()));
    return contention.hotName;
  };

  test.each<[string, string[][], string | undefined]>([
    ['where all of a batch want it', [['a'], ['a'], ['a']], 'a'],
    ['where half of a batch want it', [['a'], ['b', 'c'], ['d'], ['a']], 'a'],
    [
      'where it is not the first of the cart',
      [
        ['c', 'a'],
        ['b', 'a'],
        ['d', 'a'],
      ],
      'a',
    ],
    ['not where fewer than half want it', [['a'], ['b'], ['c'], ['d', 'a'], ['e']], undefined],
    ['not where everybody wants another', [['a'], ['b'], ['c']], undefined],
    ['not where the batch was one order, which nobody could have shared', [['a']], undefined],
  ])('%s', (_, carts, hot) => expect(hotAfter(...carts)).toBe(hot));

  test('no longer than races were lost lately', () => {
    const contention = createContention();
    contention.lost(
      decide([{ userId: 'x' }, { userId: 'y' }], [row('x', 'a'), row('y', 'a')], new Map(), new Date()),
    );
    for (let batch = 0; batch < 31; batch++) contention.won();
    expect(contention.hotName).toBe('a');
    contention.won();
    expect(contention.hotName).toBeUndefined();
  });
});
