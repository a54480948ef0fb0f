import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { count, stockOf } from '../setup/records.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());
afterEach(() => expectSoundBooks(shop.pool));

const kinds = (outcomes: { kind: string }[]) => outcomes.map((outcome) => outcome.kind);

describe('an order', () => {
  test('takes stock, empties the cart, writes ledger and outbox in one transaction', async () => {
    const [cup, mug] = [
      await shop.product({ price: 250, stock: 9 }),
      await shop.product({ price: 99, stock: 4 }),
    ];
    const buyer = await shop.buyer([cup.id, 2], [mug.id, 4]);
    const outcome = await shop.place(buyer, 'key');
    const order = orderOf(outcome);
    expect(order).toMatchObject({
      status: 'PLACED',
      total: 896,
      currency: 'GBP',
      items: [
        { productId: cup.id, sku: cup.sku, name: cup.name, unitPrice: 250, quantity: 2, lineTotal: 500 },
        { productId: mug.id, sku: mug.sku, name: mug.name, unitPrice: 99, quantity: 4, lineTotal: 396 },
      ],
    });
    expect(await stockOf(shop.pool, cup.id)).toBe(7);
    expect(await stockOf(shop.pool, mug.id)).toBe(0);
    expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(0);
    // xmin is the transaction that wrote a row: it is one and the same for all of them.
    const { rows } = await shop.pool.query(
      `select count(distinct t)::int as transactions, count(*)::int as rows from (
         select xmin::text as t from orders where id = $1
         union all select xmin::text from order_items where order_id = $1
         union all select xmin::text from stock_movements where reference = $1
         union all select xmin::text from products where id = any($2)
         union all select xmin::text from idempotency_keys where order_id = $1
         union all select xmin::text from outbox_messages where subject_id = $1) written`,
      [order.id, [cup.id, mug.id]],
    );
    expect(rows).toEqual([{ transactions: 1, rows: 9 }]);
  });

  test('that comes short reports every short item at once and changes nothing', async () => {
    const [plenty, few, none] = [
      await shop.product({ stock: 9 }),
      await shop.product({ stock: 1 }),
      await shop.product({ stock: 0 }),
    ];
    const buyer = await shop.buyer([plenty.id, 2], [few.id, 3], [none.id, 1]);
    expect(await shop.place(buyer, 'short')).toEqual({
      kind: 'insufficient_stock',
      items: [
        { productId: few.id, requested: 3, available: 1 },
        { productId: none.id, requested: 1, available: 0 },
      ],
    });
    expect(await stockOf(shop.pool, plenty.id)).toBe(9);
    expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(3);
    expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(0);
    expect(await count(shop.pool, 'idempotency_keys', 'user_id = $1', [buyer])).toBe(0);
  });

  test.each([
    ['of an empty cart', 'cart_empty', async () => shop.customer()],
    [
      'beyond the safe integers',
      'order_too_large',
      async () => {
        const dear = await Promise.all(
          Array.from({ length: 91 }, () => shop.product({ price: 100_000_000, stock: 1_000_000 })),
        );
        return shop.buyer(...dear.map(({ id }): [string, number] => [id, 1_000_000]));
      },
    ],
    [
      'in two currencies',
      'currency_mismatch',
      async () =>
        shop.buyer(
          [(await shop.product({ currency: 'GBP' })).id, 1],
          [(await shop.product({ currency: 'EUR' })).id, 1],
        ),
    ],
  ])('%s is refused as %s: no order, no mail owed, cart and stock as they were', async (_, kind, cart) => {
    const buyer = await cart();
    const before = await count(shop.pool, 'outbox_messages');
    const lines = await count(shop.pool, 'cart_items', 'user_id = $1', [buyer]);
    expect(await shop.place(buyer)).toEqual({ kind });
    expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(0);
    expect(await count(shop.pool, 'outbox_messages')).toBe(before);
    expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(lines);
  });

  test('of exactly the largest safe total is placed and keeps every digit', async () => {
    // 90 lines of 10^14, and 7,199,254,740,991 more: 2^53 - 1 in all.
    const lines: [string, number][] = [];
    for (let n = 0; n < 90; n++) {
      lines.push([(await shop.product({ price: 100_000_000, stock: 1_000_000 })).id, 1_000_000]);
    }
    lines.push([(await shop.product({ price: 7_199_254, stock: 1_000_000 })).id, 1_000_000]);
    lines.push([(await shop.product({ price: 740_991, stock: 1 })).id, 1]);
    const order = orderOf(await shop.place(await shop.buyer(...lines)));
    expect(order.total).toBe(Number.MAX_SAFE_INTEGER);
    const { rows } = await shop.pool.query('select total::text from orders where id = $1', [order.id]);
    expect(rows).toEqual([{ total: '9007199254740991' }]);
  });
});

describe('a list of commands', () => {
  test('of which one is refused by the database tells who was placed, also when it fails with the rest', async () => {
    const product = await shop.product({ stock: 9 });
    const buyers: string[] = [];
    for (let n = 0; n < 4; n++) buyers.push(await shop.buyer([product.id, 1]));
    const [refused, , failing] = buyers;
    await shop.pool.query(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.user_id = '${refused}' then raise exception 'no' using errcode = 'check_violation'; end if;
        if new.user_id = '${failing}' then raise exception 'gone' using errcode = 'disk_full'; end if;
        return new;
      end $$;
      create trigger refuse before insert on orders for each row execute function refuse()`);
    try {
      const outcomes = await placeOrders(
        shop.desk,
        buyers.map((buyer) => commandOf(buyer)),
      );
      expect(kinds(outcomes)).toEqual(['failed', 'placed', 'failed', 'failed']);
      expect(outcomes[2]).toMatchObject({ error: { code: '53100' } });
    } finally {
      await shop.pool.query('drop trigger refuse on orders; drop function refuse()');
    }
    expect(await count(shop.pool, 'orders', 'user_id = any($1)', [buyers])).toBe(1);
    expect(await stockOf(shop.pool, product.id)).toBe(8);
  });

  test('is decided in its order: the first in the list gets the last units', async () => {
    const product = await shop.product({ stock: 5 });
    const buyers = [
      await shop.buyer([product.id, 3]),
      await shop.buyer([product.id, 3]),
      await shop.buyer([product.id, 2]),
    ];
    const outcomes = await placeOrders(
      shop.desk,
      buyers.map((buyer) => commandOf(buyer)),
    );
    expect(kinds(outcomes)).toEqual(['placed', 'insufficient_stock', 'placed']);
    expect(outcomes[1]).toMatchObject({ items: [{ productId: product.id, requested: 3, available: 2 }] });
    expect(await stockOf(shop.pool, product.id)).toBe(0);
  });

  test('raises the version of a product that several orders take from once, and the ledger has a row for each', async () => {
    const product = await shop.product({ stock: 10 });
    const buyers = [await shop.buyer([product.id, 1]), await shop.buyer([product.id, 4])];
    await placeOrders(
      shop.desk,
      buyers.map((buyer) => commandOf(buyer)),
    );
    const { rows } = await shop.pool.query(
      `select product_version, position, delta, resulting_quantity from stock_movements
        where product_id = $1 and reason = 'sale' order by product_version, position`,
      [product.id],
    );
    expect(rows).toEqual([
      { product_version: 2, position: 0, delta: -1, resulting_quantity: 9 },
      { product_version: 2, position: 1, delta: -4, resulting_quantity: 5 },
    ]);
  });

  test('with the same buyer twice gives one order and one cart_empty', async () => {
    const product = await shop.product();
    const buyer = await shop.buyer([product.id, 1]);
    const outcomes = await placeOrders(shop.desk, [commandOf(buyer), commandOf(buyer)]);
    expect(kinds(outcomes)).toEqual(['placed', 'cart_empty']);
  });

  test('with the same key twice gives one order, and the same bytes to both', async () => {
    const product = await shop.product();
    const buyer = await shop.buyer([product.id, 1]);
    const [first, second] = await placeOrders(shop.desk, [commandOf(buyer, 'k'), commandOf(buyer, 'k')]);
    expect([first?.kind, second?.kind]).toEqual(['placed', 'replayed']);
    expect((second as { body: string }).body).toBe((first as { body: string }).body);
  });

  test('with the same key for two requests refuses the second', async () => {
    const product = await shop.product();
    const buyer = await shop.buyer([product.id, 1]);
    const outcomes = await placeOrders(shop.desk, [commandOf(buyer, 'k', 'a'), commandOf(buyer, 'k', 'b')]);
    expect(kinds(outcomes)).toEqual(['placed', 'idempotency_key_reused']);
  });

  test('with the same key of two customers places both', async () => {
    const product = await shop.product();
    const commands = [
      commandOf(await shop.buyer([product.id, 1]), 'shared'),
      commandOf(await shop.buyer([product.id, 1]), 'shared'),
    ];
    expect(kinds(await placeOrders(shop.desk, commands))).toEqual(['placed', 'placed']);
  });

  test('mixes orders, refusals and replays without mixing them up', async () => {
    const product = await shop.product({ stock: 3 });
    const before = await shop.buyer([product.id, 1]);
    const first = orderOf(await shop.place(before, 'again'));
    const [empty, short, fine] = [
      await shop.customer(),
      await shop.buyer([product.id, 3]),
      await shop.buyer([product.id, 2]),
    ];
    const outcomes = await placeOrders(shop.desk, [
      commandOf(empty),
      commandOf(before, 'again'),
      commandOf(short),
      commandOf(fine),
    ]);
    expect(kinds(outcomes)).toEqual(['cart_empty', 'replayed', 'insufficient_stock', 'placed']);
    expect(orderOf(outcomes[1]).id).toBe(first.id);
  });

  test('of nobody is an empty list of outcomes', async () => {
    expect(await placeOrders(shop.desk, [])).toEqual([]);
  });
});

describe('a snapshot', () => {
  test('survives every later change of the product, and its archiving', async () => {
    const product = await shop.product({ name: 'Cup', price: 250 });
    const order = orderOf(await shop.place(await shop.buyer([product.id, 2])));
    await shop.pool.query(
      `update products set name = 'Other', sku = 'OTHER', price = 1, currency = 'EUR', archived_at = now() where id = $1`,
      [product.id],
    );
    const { rows } = await shop.pool.query(
      'select name, sku, unit_price, line_total::int from order_items where order_id = $1',
      [order.id],
    );
    expect(rows).toEqual([{ name: 'Cup', sku: product.sku, unit_price: 250, line_total: 500 }]);
  });
});
