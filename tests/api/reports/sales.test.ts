import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { costOfUnits } from '../../../src/pricing/share-of-units.ts';
import { daysToRollUp, monthsToRollUp, rollUpDay, rollUpMonth } from '../../../src/reports/roll-up-sales.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { type CostlyOrder, insertCostlyOrder } from '../../setup/costly-order.ts';
import { lockWaiter } from '../../setup/orders.ts';
import { count, type ProductRecord } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';

let shop: Shop;
let userId: string;
let mug: ProductRecord;
let bowl: ProductRecord;
let plate: ProductRecord;
beforeAll(async () => {
  shop = await openShop();
  userId = await shop.customer();
  mug = await shop.product({ price: 1_099, name: 'Mug, "blue"' });
  bowl = await shop.product({ price: 333, name: '=1+1' });
  plate = await shop.product({ price: 1_999, currency: 'JPY' });
});
afterAll(() => shop.close());
beforeEach(() =>
  // Events are append-only, which triggers hold.
  shop.pool.query(`
    set local session_replication_role = replica;
    truncate orders cascade;
    truncate sales_days, sales_totals, sales_changes, sales_months, sales_month_totals`),
);

const DAY_MS = 86_400_000;
/** At noon, so many days ago. */
const daysAgo = (days: number) => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - (days - 0.5) * DAY_MS);
const dayOf = (days: number) => daysAgo(days).toISOString().slice(0, 10);
const parcel = { type: 'SHIPPING', label: 'Parcel', amount: 490, taxRate: 190_000 } as const;
const tenth = { source: 'COUPON', code: 'TEN', label: 'TEN', kind: 'percent', value: 100_000 } as const;

/** Five sales on three days: two currencies, prices with tax and without, rates and none, and two that are no sales. */
const bought = (): Omit<CostlyOrder, 'userId'>[] => [
  {
    at: daysAgo(5),
    lines: [
      { product: mug, quantity: 3, taxRate: 190_000 },
      { product: bowl, quantity: 7, taxRate: 70_000 },
    ],
    charges: [parcel],
    discounts: [{ ...tenth, on: 'items' }],
    country: 'DE',
  },
  {
    at: daysAgo(5),
    lines: [{ product: bowl, quantity: 11, taxRate: 210_000 }],
    charges: [{ ...parcel, taxRate: 210_000 }],
    discounts: [{ ...tenth, on: 'shipping' }],
    pricesIncludeTax: false,
    country: 'NL',
  },
  { at: daysAgo(4), lines: [{ product: plate, quantity: 2, taxRate: 100_000 }], country: 'JP' },
  { at: daysAgo(4), lines: [{ product: mug, quantity: 1, taxRate: 0 }], country: 'US' },
  { at: daysAgo(2), lines: [{ product: mug, quantity: 5, taxRate: null }] },
  { at: daysAgo(2), lines: [{ product: mug, quantity: 1, taxRate: 190_000 }], status: 'CANCELLED' },
  { at: daysAgo(2), lines: [{ product: mug, quantity: 1, taxRate: 190_000 }], status: 'PENDING' },
];

async function sell(): Promise<string[]> {
  const ids = [];
  for (const order of bought()) ids.push((await insertCostlyOrder(shop.pool, { userId, ...order })).id);
  return ids;
}

async function rollUp(): Promise<string[]> {
  const days = await daysToRollUp(shop.pool, 100);
  for (const day of days) await rollUpDay(shop.pool, day);
  return days;
}

async function rollUpMonths(): Promise<string[]> {
  const months = await monthsToRollUp(shop.pool);
  for (const month of months) await rollUpMonth(shop.pool, month);
  return months;
}

const report = async (by: string, query = `from=${dayOf(9)}&to=${dayOf(0)}`) => {
  const { status, body, text } = await shop.admin.get(`/reports/sales?by=${by}&${query}`);
  expect([status, text]).toEqual([200, text]);
  return body;
};
const all = () => Promise.all(['day', 'product', 'country', 'taxRate'].map((by) => report(by)));

const figures = ['units', 'discount', 'net', 'tax', 'gross'] as const;
// biome-ignore lint/suspicious/noExplicitAny: an answer, which was held against its schema
type Row = any;

describe('a report of sales', () => {
  test('adds up to the orders, to the minor unit, whatever tells its rows apart', async () => {
    await sell();
    const { rows: totals } = await shop.pool.query(
      `select currency, count(*)::int as orders, sum(total)::int as gross from orders
        where status = 'PLACED' group by 1 order by sum(total) desc`,
    );
    for (const { by, items, totals: told, isComplete } of await all()) {
      expect([by, told]).toMatchObject([by, totals]);
      expect(isComplete).toBe(true);
      for (const { currency, ...total } of told) {
        const own = items.filter((item: Row) => item.currency === currency);
        for (const figure of figures)
          expect([by, figure, own.reduce((sum: number, item: Row) => sum + item[figure], 0)]).toEqual([
            by,
            figure,
            total[figure],
          ]);
      }
    }
  });

  test('takes tax out of prices that have it, and puts it on top of those that have not', async () => {
    await sell();
    const byRate = (await report('taxRate')).items;
    const found = byRate.map(({ taxRate, currency, net, tax, gross, discount }: Row) => [
      taxRate,
      currency,
      { net, tax, gross, discount },
    ]);
    // 7 % in 2331 less a tenth, beside 19 % in 3297 less a tenth and a parcel; 21 % on 3663 and a parcel less a tenth.
    expect(found).toEqual(
      expect.arrayContaining([
        [190_000, 'GBP', { net: 2_905, tax: 552, gross: 3_457, discount: 330 }],
        [70_000, 'GBP', { net: 1_961, tax: 137, gross: 2_098, discount: 233 }],
        [210_000, 'GBP', { net: 4_104, tax: 862, gross: 4_966, discount: 49 }],
        [100_000, 'JPY', { net: 3_635, tax: 363, gross: 3_998, discount: 0 }],
        [0, 'GBP', { net: 1_099, tax: 0, gross: 1_099, discount: 0 }],
        [null, 'GBP', { net: 5_495, tax: 0, gross: 5_495, discount: 0 }],
      ]),
    );
    expect(found).toHaveLength(6);
  });

  test('says what sold, where, and what of it came back at what it cost', async () => {
    const [german] = await sell();
    await shop.pool.query(
      `update order_items set cancelled = 1, fulfilled = 2, returned = 1 where order_id = $1`,
      [german],
    );
    const { rows } = await shop.pool.query(
      `select unit_price as "unitPrice", quantity, discount::int, tax::int from order_items where order_id = $1
        order by position`,
      [german],
    );
    const left = rows.map((row) => costOfUnits(row, 0, 2, true));
    const [product, country] = [await report('product'), await report('country')];
    const of = (id: string | null) => product.items.find((item: Row) => item.productId === id);
    expect(of(mug.id)).toMatchObject({ sku: mug.sku, name: mug.name, orders: 3, units: 9 });
    expect(of(null)).toMatchObject({ sku: null, name: null, orders: 2, units: 0, discount: 49 });
    for (const [n, { id }] of [mug, bowl].entries()) {
      const { amount, tax } = left[n]!;
      expect(of(id).reversed).toEqual({ units: 2, tax, net: amount - tax, gross: amount });
    }
    const places = country.items.map((item: Row) => [
      item.country,
      item.currency,
      item.orders,
      item.reversed.units,
    ]);
    expect(places.toSorted()).toEqual(
      [
        [null, 'GBP', 1, 0],
        ['DE', 'GBP', 1, 4],
        ['JP', 'JPY', 1, 0],
        ['NL', 'GBP', 1, 0],
        ['US', 'GBP', 1, 0],
      ].toSorted(),
    );
  });

  test('is of days or of instants, the last one with it', async () => {
    await sell();
    const days = async (query: string) =>
      (await report('day', query)).items.map((item: Row) => [item.day, item.currency]);
    expect(await days(`from=${dayOf(5)}&to=${dayOf(4)}`)).toEqual([
      [dayOf(5), 'GBP'],
      [dayOf(4), 'GBP'],
      [dayOf(4), 'JPY'],
    ]);
    await rollUp();
    const noon = daysAgo(4).getTime();
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await days(`from=${at(noon)}&to=${at(noon)}`)).toHaveLength(2);
    expect(await days(`from=${at(noon + 1)}&to=${at(noon + 9)}`)).toEqual([]);
    expect(await days(`from=${at(noon - 9)}&to=${at(noon - 1)}`)).toEqual([]);
    expect(await days('')).toHaveLength(4);
  });

  test.each([
    ['from=yesterday', '#/from'],
    ['to=2026-02-30T00:00:00Z', '#/to'],
    ['from=1969-12-31', '#/from'],
    ['from=2026-11-02&to=2026-11-01', '#/to'],
    ['from=2000-01-01&to=2026-11-01', '#/from'],
    ['from=99999-01-01', '#/from'],
    ['limit=50001', '#/limit'],
    ['by=customer', '#/by'],
  ])('refuses %s', async (query, pointer) => {
    const { status, body } = await shop.admin.get(`/reports/sales?${query}`);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'validation_failed', pointer]);
  });

  test('shows the first rows where there are more, and totals of all', async () => {
    await sell();
    const whole = await report('product');
    const { items, totals, isComplete } = await report('product', 'limit=2');
    expect([items, totals, isComplete]).toEqual([whole.items.slice(0, 2), whole.totals, false]);
  });

  test('is CSV where that is asked for, in units of the currency, and with no formulas', async () => {
    await sell();
    const query = `by=product&from=${dayOf(9)}`;
    const file = await shop.admin.get(`/reports/sales.csv?${query}`);
    const negotiated = await shop.admin.get(`/reports/sales?${query}`, { accept: 'text/csv' });
    expect(file.headers['content-type']).toMatch(/^text\/csv/);
    expect([negotiated.headers['content-type'], negotiated.text]).toEqual([
      file.headers['content-type'],
      file.text,
    ]);
    const lines = file.text.split('\r\n');
    expect(lines[0]).toBe(
      'productId,sku,name,currency,orders,units,discount,net,tax,gross,reversedUnits,reversedNet,reversedTax,reversedGross',
    );
    expect(lines).toContain(
      `${mug.id},${mug.sku},"Mug, ""blue""",GBP,3,9,3.30,90.87,4.74,95.61,0,0.00,0.00,0.00`,
    );
    expect(lines.find((line) => line.startsWith(bowl.id))).toMatch(
      new RegExp(`^${bowl.id},${bowl.sku},'=1\\+1,GBP,`),
    );
    expect(lines.find((line) => line.startsWith(plate.id))).toMatch(/,JPY,1,2,0,3635,363,3998,0,0,0,0$/);
  });
});

describe('a day that is over', () => {
  test('is rolled up, to the same', async () => {
    await sell();
    const live = await all();
    expect(await rollUp()).toEqual([5, 4, 3, 2, ...(new Date().getUTCHours() > 0 ? [1] : [])].map(dayOf));
    expect(await rollUp()).toEqual([]);
    expect(await all()).toEqual(live);
    // It is read from there: without the rows there is nothing.
    await shop.pool.query('truncate sales_totals');
    expect((await report('product')).totals).toEqual([]);
  });

  test('is right at once when an order of it changes later, and when it is rolled up again', async () => {
    const [german] = await sell();
    await rollUp();
    const before = await report('country');
    const items = [{ productId: mug.id, quantity: 2 }];
    const cancelled = await shop.admin.post(`/orders/${german}/cancellations`, {
      items,
      reason: 'inventory',
    });
    expect(cancelled.status).toBe(201);
    const after = await all();
    expect(after[2]).not.toEqual(before);
    const reversed = after.map(
      ({ totals }) => totals.find((total: Row) => total.currency === 'GBP').reversed,
    );
    expect(reversed).toEqual(reversed.map(() => ({ ...reversed[0], units: 2 })));
    expect(await rollUp()).toEqual([dayOf(5)]);
    expect(await count(shop.pool, 'sales_changes')).toBe(0);
    expect(await all()).toEqual(after);
  });

  test('moves to another country, and goes with an order that is cancelled as a whole', async () => {
    const [german, dutch] = await sell();
    await rollUp();
    await shop.admin.patch(`/orders/${german}/addresses/shipping`, { country: 'FR' });
    await shop.admin.post(`/orders/${dutch}/cancellations`, { reason: 'customer' });
    const countries = async () => (await report('country')).items.map((item: Row) => item.country).toSorted();
    expect(await countries()).toEqual(['FR', 'JP', 'US', null]);
    await rollUp();
    expect(await countries()).toEqual(['FR', 'JP', 'US', null]);
  });

  test('does not lose a change that is committed while it is rolled up', async () => {
    const [, dutch] = await sell();
    await rollUp();
    await asRival(shop.pool, async (rival) => {
      await rival.query(`update orders set status = 'CANCELLED', version = 2 where id = $1`, [dutch]);
      await rival.query(
        `insert into order_events (id, order_id, order_version, type, actor_role, data)
         values (gen_random_uuid(), $1, 2, 'order.cancelled', 'SYSTEM', '{}')`,
        [dutch],
      );
      await rollUpDay(shop.pool, dayOf(5));
    });
    const countries = async () => (await report('country')).items.map((item: Row) => item.country);
    expect(await countries()).not.toContain('NL');
    expect(await rollUp()).toEqual([dayOf(5)]);
    expect(await countries()).not.toContain('NL');
  });

  test('is rolled up by one process at a time', async () => {
    await sell();
    const live = await report('product');
    await asRival(shop.pool, async (rival) => {
      await rival.query('insert into sales_days (day) values ($1)', [dayOf(5)]);
      const second = rollUpDay(shop.pool, dayOf(5));
      await lockWaiter(shop.pool, 'test');
      await rival.query('rollback');
      await second;
    });
    await Promise.all([1, 2, 3].map(() => rollUpDay(shop.pool, dayOf(5))));
    expect(await report('product')).toEqual(live);
  });

  test('is none while it lasts, nor in its first hour after', async () => {
    await insertCostlyOrder(shop.pool, { userId, lines: [{ product: mug, quantity: 1, taxRate: null }] });
    expect(await daysToRollUp(shop.pool, 9)).toEqual([]);
    const { rows } = await shop.pool.query(
      `select floor(extract(epoch from clock_timestamp() - interval '59 minutes') / 86400)::int as day`,
    );
    const yesterday = new Date(rows[0].day * DAY_MS).toISOString().slice(0, 10);
    expect(await daysToRollUp(shop.pool, 9)).not.toContain(yesterday);
  });

  test('costs a change of an order of today no mark', async () => {
    const { id } = await insertCostlyOrder(shop.pool, {
      userId,
      lines: [{ product: mug, quantity: 1, taxRate: null }],
    });
    expect((await shop.admin.post(`/orders/${id}/cancellations`, { reason: 'customer' })).status).toBe(201);
    expect(await count(shop.pool, 'sales_changes')).toBe(0);
  });
});

describe('a month that is over', () => {
  /** The first day of the month before last, in UTC: that month is over, whatever day it is. */
  const today = new Date();
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 2, 1);
  const month = new Date(first).toISOString().slice(0, 10);
  const nthDay = (day: number) => new Date(first + (day - 0.5) * DAY_MS);
  const query = `from=${new Date(first - 3 * DAY_MS).toISOString()}&to=${dayOf(0)}`;
  const everything = () =>
    Promise.all(['day', 'product', 'country', 'taxRate'].map((by) => report(by, query)));

  /** Sales before it, in it and after it, of which all days are rolled up. */
  async function sellOverMonths(): Promise<string> {
    const [german, dutch, japanese, american] = bought();
    const at = [nthDay(-1), nthDay(1), nthDay(9), nthDay(9), nthDay(28)];
    const ids = [];
    for (const [n, order] of [german!, german!, dutch!, japanese!, american!].entries())
      ids.push((await insertCostlyOrder(shop.pool, { userId, ...order, at: at[n]! })).id);
    await rollUp();
    return ids[2]!;
  }
  const cancelLine = (order: string, reason = 'inventory') =>
    shop.admin.post(`/orders/${order}/cancellations`, {
      items: [{ productId: bowl.id, quantity: 2 }],
      reason,
    });

  test('is read from its totals, which are the same', async () => {
    await sellOverMonths();
    const before = await everything();
    // The month after it may be over as well, and the one before lacks its first days.
    expect((await rollUpMonths())[0]).toBe(month);
    expect(await rollUpMonths()).toEqual([]);
    expect(await everything()).toEqual(before);
    await shop.pool.query('delete from sales_month_totals where month = $1', [month]);
    const [, ...after] = await everything();
    const days = [1, 9, 28].map((day) => nthDay(day).toISOString().slice(0, 10));
    for (const { by, totals, items } of after)
      expect([by, totals[0].orders, items.length < before[1].items.length]).toEqual([by, 1, true]);
    // Part of a month is read by days.
    const part = `from=${days[0]}&to=${days[1]}`;
    expect((await report('country', part)).totals.map(({ orders }: Row) => orders)).toEqual([2, 1]);
  });

  test('is right at once when an order of it changes later, and when day and month are rolled up again', async () => {
    const dutch = await sellOverMonths();
    const before = await everything();
    await rollUpMonths();
    expect((await cancelLine(dutch)).status).toBe(201);
    const marked = await everything();
    expect(marked).not.toEqual(before);
    expect(await rollUp()).toHaveLength(1);
    expect(await everything()).toEqual(marked);
    expect(await rollUpMonths()).toEqual([month]);
    expect(await everything()).toEqual(marked);
  });

  test('is not added up from a day that is being written anew', async () => {
    const dutch = await sellOverMonths();
    await rollUpMonths();
    expect((await cancelLine(dutch)).status).toBe(201);
    const marked = await everything();
    const day = nthDay(9).toISOString().slice(0, 10);
    await asRival(shop.pool, async (rival) => {
      // What rollUpDay holds until it commits.
      await rival.query('select from sales_days where day = $1 for update', [day]);
      const second = rollUpMonth(shop.pool, month);
      await lockWaiter(shop.pool, 'test');
      await rival.query('rollback');
      await second;
    });
    await Promise.all([rollUpDay(shop.pool, day), rollUpMonth(shop.pool, month), rollUpDay(shop.pool, day)]);
    expect(await everything()).toEqual(marked);
    await rollUpMonths();
    expect(await everything()).toEqual(marked);
  });

  test('is none while a day of it is not rolled up', async () => {
    await sellOverMonths();
    await shop.pool.query('delete from sales_days where day = $1', [nthDay(12)]);
    await rollUpMonth(shop.pool, month);
    expect(await count(shop.pool, 'sales_month_totals')).toBe(0);
  });
});
