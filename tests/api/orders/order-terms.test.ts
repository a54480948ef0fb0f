import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leastAddress } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Answer, Caller } from '../../setup/caller.ts';
import { insertCoupon, usedOf } from '../../setup/coupons.ts';
import { newGuest } from '../../setup/guests.ts';
import { count } from '../../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PRICES_INCLUDE_TAX: 'false' });
});
afterAll(() => shop.close());
beforeEach(() => shop.pool.query('truncate shipping_methods, tax_rates, discounts'));
afterEach(async () => {
  await expectSoundBooks(shop.pool);
  await shop.pool.query('truncate coupons cascade');
});

const add = async (path: string, body: object): Promise<string> =>
  (await fine(shop.admin.post(path, body))).id;
const fine = async (answer: Promise<Answer>) => {
  const { status, text, body } = await answer;
  expect([status, text]).toEqual([expect.toBeOneOf([200, 201]), text]);
  return body;
};
const rate = (more: object = {}) => add('/tax-rates', { country: 'DE', rate: 190_000, name: 'VAT', ...more });
const method = (more: object = {}) =>
  add('/shipping-methods', { name: 'Parcel', countries: ['DE'], price: 490, ...more });
const buyerOf = async (price: number, quantity = 1) => {
  const product = await shop.product({ price });
  return { product, buyer: await shop.buyerWith([product.id, quantity]) };
};
const address = { ...leastAddress, country: 'DE' };
const refused = async (buyer: Caller, body: object) => {
  const answer = await buyer.post('/orders', body);
  expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer.id])).toBe(0);
  expect((await buyer.get('/cart')).body.items).toHaveLength(1);
  return [answer.status, answer.body.code];
};
const costs = [
  'charges',
  'discounts',
  'taxes',
  'itemsTotal',
  'discountTotal',
  'chargesTotal',
  'taxTotal',
  'pricesIncludeTax',
  'total',
] as const;
const costsOf = (body: Record<string, unknown>) => costs.map((member) => [member, body[member]]);
const sharesOf = (body: { items: { discount: number; tax: number; taxRate: number }[] }) =>
  body.items.map(({ discount, tax, taxRate }) => ({ discount, tax, taxRate }));

describe('POST /orders', () => {
  test('an order costs what its quote says, to the cent, and keeps it all', async () => {
    await rate();
    await rate({ taxClass: 'books', rate: 70_000 });
    const parcel = await method();
    const coupon = await add('/coupons', { code: 'TEN', kind: 'percent', value: 100_000, usageLimit: 5 });
    const mug = await shop.product({ price: 108 });
    const book = await shop.product({ price: 1_999 });
    await shop.admin.patch(`/products/${book.id}`, { taxClass: 'books' });
    const buyer = await shop.buyerWith([mug.id, 3], [book.id, 1]);
    const asked = { shippingAddress: address, shippingMethodId: parcel.toUpperCase(), couponCodes: ['ten'] };
    const quote = await fine(buyer.post('/cart/quote', asked));
    expect([quote.total, quote.taxTotal, quote.discountTotal]).toEqual([2_856, 275, 232]);
    const key = { 'idempotency-key': 'costs' };
    const order = await fine(buyer.post('/orders', { ...asked, expectedTotal: 2_856 }, key));
    expect(costsOf(order)).toEqual(costsOf(quote));
    expect(sharesOf(order)).toEqual(sharesOf(quote));

    const again = await fine(buyer.post('/orders', { ...asked, expectedTotal: 2_856 }, key));
    expect(again).toEqual(order);
    expect(await fine(buyer.get(`/orders/${order.id}`))).toEqual(order);
    const { rows } = await shop.pool.query(
      `select o.total, o.items_total, o.discount_total, o.charges_total, o.tax_total, o.prices_include_tax,
              (select json_agg(json_build_array(discount, tax, tax_rate) order by position)
                 from order_items where order_id = o.id) as items,
              (select json_agg(c.*) from order_charges c where order_id = o.id) as charges,
              (select json_agg(d.*) from order_discounts d where order_id = o.id) as discounts,
              (select json_agg(r.*) from coupon_redemptions r where order_id = o.id) as redemptions
         from orders o where id = $1`,
      [order.id],
    );
    expect(rows).toEqual([
      {
        total: '2856',
        items_total: '2323',
        discount_total: '232',
        charges_total: '490',
        tax_total: '275',
        prices_include_tax: false,
        items: [
          [32, 56, 190_000],
          [200, 126, 70_000],
        ],
        charges: [
          {
            order_id: order.id,
            position: 0,
            type: 'SHIPPING',
            label: 'Parcel',
            amount: 490,
            discount: 0,
            tax: 93,
            tax_rate: 190_000,
            shipping_method_id: parcel,
          },
        ],
        discounts: [
          { order_id: order.id, position: 0, source: 'COUPON', code: 'TEN', label: 'TEN', amount: 232 },
        ],
        redemptions: [{ order_id: order.id, coupon_id: coupon, buyer_key: `user:${buyer.id}` }],
      },
    ]);
    expect((await fine(shop.admin.get(`/coupons/${coupon}`))).used).toBe(1);
  });

  test('an order with an address is taxed as there, by the region where it has a rate of its own', async () => {
    await rate();
    await rate({ region: 'Büsingen', rate: 0 });
    for (const [where, tax, taxes] of [
      [{}, 190, [{ rate: 190_000, base: 1_000, amount: 190 }]],
      [{ region: 'BÜSINGEN' }, 0, [{ rate: 0, base: 1_000, amount: 0 }]],
      [{ country: 'IE' }, 0, []],
    ] as const) {
      const { buyer } = await buyerOf(1_000);
      const order = await fine(buyer.post('/orders', { shippingAddress: { ...address, ...where } }));
      expect([order.taxTotal, order.total, order.taxes]).toEqual([tax, 1_000 + tax, taxes]);
    }
    // Where nothing is to be said of its costs, it has none.
    expect(await count(shop.pool, 'orders', 'items_total is null')).toBe(1);
  });

  test('a total that nobody expected is not charged: the new quote comes instead, and nothing is placed', async () => {
    await rate();
    const parcel = await method();
    await method({ name: 'Express', price: 990 });
    const { buyer, product } = await buyerOf(1_000);
    const asked = { shippingAddress: address, shippingMethodId: parcel };
    const expectedTotal = (await fine(buyer.post('/cart/quote', asked))).total;
    await fine(shop.admin.patch(`/products/${product.id}`, { price: 1_001 }));
    const answer = await buyer.post('/orders', { ...asked, expectedTotal });
    expect([answer.status, answer.body.code]).toEqual([409, 'total_changed']);
    expect(answer.body.quote).toEqual(await fine(buyer.post('/cart/quote', asked)));
    expect(answer.body.quote.shippingMethods).toHaveLength(2);
    expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer.id])).toBe(0);
    const order = await fine(buyer.post('/orders', { ...asked, expectedTotal: answer.body.quote.total }));
    expect(order.total).toBe(answer.body.quote.total);
  });

  test('a plain order may be held to its total as well', async () => {
    const { buyer } = await buyerOf(250, 3);
    expect(await refused(buyer, { expectedTotal: 749 })).toEqual([409, 'total_changed']);
    expect(await fine(buyer.post('/orders', { expectedTotal: 750 }))).toMatchObject({ total: 750 });
  });

  test('an order without goods to pay is not to be paid', async () => {
    await insertCoupon(shop.pool, { code: 'ALL', value: 1_000_000 });
    const { buyer } = await buyerOf(250, 3);
    const order = await fine(buyer.post('/orders', { couponCodes: ['ALL'], expectedTotal: 0 }));
    expect(order).toMatchObject({ total: 0, itemsTotal: 750, paymentStatus: 'NOT_REQUIRED' });
  });

  test('shipping that does not go there, is gone or has no address, is refused', async () => {
    const { buyer, product } = await buyerOf(1_000);
    await shop.admin.patch(`/products/${product.id}`, { weight: 500 });
    const ids = {
      elsewhere: await method({ countries: ['FR'] }),
      light: await method({ maxWeight: 499 }),
      heavy: await method({ minWeight: 501 }),
      dollars: await method({ currency: 'USD' }),
      gone: '01930000-0000-7000-8000-000000000000',
    };
    for (const shippingMethodId of Object.values(ids))
      expect(await refused(buyer, { shippingAddress: address, shippingMethodId })).toEqual([
        422,
        'not_shippable',
      ]);
    const everywhere = await method({ countries: [], minWeight: 500, maxWeight: 500 });
    const withoutAddress = { shippingMethodId: everywhere };
    expect(await refused(buyer, withoutAddress)).toEqual([422, 'address_required']);
    const order = await fine(buyer.post('/orders', { shippingAddress: address, ...withoutAddress }));
    expect(order.total).toBe(1_490);
  });

  test('a coupon that does not hold, or is named twice, is refused with all of the order', async () => {
    await insertCoupon(shop.pool, { code: 'GOOD' });
    await add('/coupons', {
      code: 'OVER',
      kind: 'percent',
      value: 100_000,
      endsAt: '2020-01-01T00:00:00Z',
    });
    const { buyer } = await buyerOf(1_000);
    for (const code of ['NEVER', 'OVER'])
      expect(await refused(buyer, { couponCodes: ['GOOD', code] })).toEqual([422, 'coupon_not_applicable']);
    expect(await refused(buyer, { couponCodes: ['GOOD', 'good'] })).toEqual([400, 'validation_failed']);
    expect(await usedOf(shop.pool, 'GOOD')).toBe(0);
  });

  test('a coupon with nothing to take off is not used up by it', async () => {
    await add('/coupons', { code: 'PORTO', kind: 'freeShipping', usageLimit: 1 });
    const { buyer } = await buyerOf(1_000);
    const order = await fine(buyer.post('/orders', { couponCodes: ['PORTO'] }));
    expect(order).toMatchObject({ total: 1_000, discounts: [{ code: 'PORTO', amount: 0 }] });
    expect(await usedOf(shop.pool, 'PORTO')).toBe(0);
  });

  test('a buyer has a coupon as often as one may: an account, and a guest by the address of the contact', async () => {
    await insertCoupon(shop.pool, { perCustomerLimit: 2 });
    const { product, buyer } = await buyerOf(1_000);
    const line = { productId: product.id, quantity: 1 };
    const order = async (who: Caller, email = 'zoe@example.org') => {
      await fine(who.put('/cart', { items: [line] }));
      const { status, body } = await who.post('/orders', { couponCodes: ['HALF'], contact: { email } });
      return body.code ?? status;
    };
    expect([await order(buyer), await order(buyer), await order(buyer)]).toEqual([
      201,
      201,
      'coupon_used_up',
    ]);
    const asked = await buyer.post('/cart/quote', { couponCodes: ['HALF'] });
    expect([asked.status, asked.body.couponCodes]).toEqual([409, ['HALF']]);
    const guests = await Promise.all([newGuest(shop), newGuest(shop), newGuest(shop)]);
    const asGuests = [];
    for (const guest of guests) asGuests.push(await order(guest));
    expect(asGuests).toEqual([201, 201, 'coupon_used_up']);
    expect(await order(guests[2]!, 'ZOE@example.org')).toBe('coupon_used_up');
    expect(await order(guests[2]!, 'other@example.org')).toBe(201);
    const { rows } = await shop.pool.query(
      `select buyer_key from coupon_redemptions where buyer_key ~ '^mail'`,
    );
    expect(new Set(rows.map((row) => row.buyer_key)).size).toBe(2);
    expect(JSON.stringify(rows)).not.toMatch(/zoe|other/i);
  });

  test('a coupon for a first order is for one, of an account and of an address that guests give', async () => {
    await insertCoupon(shop.pool, { firstOrderOnly: true });
    const { product, buyer } = await buyerOf(1_000);
    const body = { couponCodes: ['HALF'], contact: { email: 'new@example.org' } };
    await fine(buyer.post('/orders', body));
    await fine(buyer.put('/cart', { items: [{ productId: product.id, quantity: 1 }] }));
    expect((await buyer.post('/orders', body)).body.code).toBe('coupon_not_applicable');
    const guests = [await newGuest(shop, [product.id, 1]), await newGuest(shop, [product.id, 1])] as const;
    await fine(guests[0].post('/orders', body));
    expect(await refused(guests[1], body)).toEqual([422, 'coupon_not_applicable']);
  });
});

describe('automatic discounts', () => {
  const half = (more: object = {}) =>
    add('/discounts', { name: 'Half', kind: 'percent', value: 500_000, ...more });

  test('come off an order that names nothing, as its quote says, and off what a coupon takes', async () => {
    const mug = await shop.product({ price: 1_001, category: 'Mugs' });
    const tea = await shop.product({ price: 500, category: 'Tea' });
    await half({ scope: 'category', category: 'mugs' });
    await add('/coupons', { code: 'TEN', kind: 'percent', value: 100_000 });
    const lines: [string, number][] = [
      [mug.id, 1],
      [tea.id, 2],
    ];
    for (const asked of [undefined, { couponCodes: ['TEN'] }]) {
      const buyer = await shop.buyerWith(...lines);
      const quote = await fine(buyer.post('/cart/quote', asked ?? {}));
      const order = await fine(buyer.post('/orders', asked));
      const differs = { ...quote, pricesIncludeTax: order.pricesIncludeTax };
      expect(costsOf(order)).toEqual(costsOf(differs));
      expect(sharesOf(order)).toEqual(sharesOf(quote));
      expect(order.discounts[0]).toEqual({ source: 'AUTOMATIC', label: 'Half', amount: 501 });
      expect(costsOf((await buyer.get(`/orders/${order.id}`)).body)).toEqual(costsOf(order));
      expect(order.total).toBe(asked ? 1_350 : 1_500);
    }
  });

  test('one that is over, or is for other goods, leaves an order as it is', async () => {
    const { buyer } = await buyerOf(1_000);
    await half({ endsAt: '2020-01-01T00:00:00Z' });
    await half({ scope: 'category', category: 'other' });
    const order = await fine(buyer.post('/orders'));
    expect([order.total, order.discounts]).toEqual([1_000, []]);
    const { rows } = await shop.pool.query('select items_total from orders where id = $1', [order.id]);
    expect(rows).toEqual([{ items_total: null }]);
  });

  test('each of many orders at once has it, with the price that counts, and what was expected is held against it', async () => {
    const product = await shop.product({ price: 1_000, stock: 100 });
    const buyers = await Promise.all(Array.from({ length: 20 }, () => shop.buyerWith([product.id, 1])));
    await half();
    await fine(
      shop.admin.post(`/products/${product.id}/scheduled-prices`, {
        price: 600,
        startsAt: '2020-01-01T00:00:00Z',
      }),
    );
    const answers = await Promise.all(
      buyers.map((buyer, n) => buyer.post('/orders', n % 2 ? { expectedTotal: 300 } : undefined)),
    );
    expect(answers.map(({ body }) => body.total)).toEqual(buyers.map(() => 300));
    const late = await shop.buyerWith([product.id, 1]);
    const { status, body } = await late.post('/orders', { expectedTotal: 600 });
    expect([status, body.code, body.quote.total, body.quote.discounts]).toEqual([
      409,
      'total_changed',
      300,
      [{ source: 'AUTOMATIC', label: 'Half', amount: 300 }],
    ]);
  });
});
