import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PRICES_INCLUDE_TAX: 'false' });
});
afterAll(() => shop.close());
beforeEach(() =>
  shop.pool.query('truncate shipping_methods, tax_rates, coupons, coupon_redemptions, discounts'),
);

const add = async (path: string, body: object): Promise<string> => {
  const made = await shop.admin.post(path, body);
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
};
const rate = (more: object = {}) => add('/tax-rates', { country: 'DE', rate: 190_000, name: 'VAT', ...more });
const method = (more: object = {}) =>
  add('/shipping-methods', { name: 'Parcel', countries: ['DE'], price: 490, ...more });
const coupon = (more: object = {}) =>
  add('/coupons', { code: 'LESS', kind: 'percent', value: 100_000, ...more });
const buyerOf = async (price: number, quantity = 1, more: object = {}) => {
  const product = await shop.product({ price, stock: 1_000, ...more });
  return { buyer: await shop.buyerWith([product.id, quantity]), product };
};
const quoted = async (buyer: Caller, body: object = {}) => {
  const answer = await buyer.post('/cart/quote', body);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
};
const refused = async (buyer: Caller, body: object) => {
  const { status, body: answer } = await buyer.post('/cart/quote', body);
  return [status, answer.code, answer.errors?.[0]?.detail ?? answer.couponCodes?.[0]].filter(Boolean);
};

describe('POST /cart/quote', () => {
  test('in a shop that has set up nothing, a cart costs the sum of its lines', async () => {
    const { buyer, product } = await buyerOf(250, 3);
    const cart = (await buyer.get('/cart')).body;
    expect(await quoted(buyer)).toEqual({
      items: [
        {
          productId: product.id,
          sku: product.sku,
          name: product.name,
          unitPrice: 250,
          quantity: 3,
          lineTotal: 750,
          discount: 0,
          tax: 0,
          taxRate: 0,
          available: 1_000,
        },
      ],
      charges: [],
      discounts: [],
      taxes: [],
      itemsTotal: 750,
      discountTotal: 0,
      chargesTotal: 0,
      taxTotal: 0,
      pricesIncludeTax: false,
      total: cart.total,
      currency: cart.currency,
      shippingMethods: [],
    });
    expect((await quoted(buyer, { shippingCountry: 'DE' })).total).toBe(750);
  });

  test('shipping, tax and coupons come together to the cent, and the lines add up', async () => {
    await rate();
    await rate({ taxClass: 'books', rate: 70_000 });
    const parcel = await method();
    await coupon({ code: 'TEN' });
    const mug = await shop.product({ price: 108, stock: 10 });
    const book = await shop.product({ price: 1_999, stock: 10 });
    await shop.admin.patch(`/products/${book.id}`, { taxClass: 'books' });
    const buyer = await shop.buyerWith([mug.id, 3], [book.id, 1]);
    const quote = await quoted(buyer, {
      shippingCountry: 'DE',
      shippingMethodId: parcel,
      couponCodes: ['ten'],
    });
    // 324 + 1999 = 2323, a tenth is 232: 32.36 and 199.64. Of (324 - 32) + 490 = 782 at 19 % and 1799 at 7 %.
    expect(quote).toMatchObject({
      items: [
        { lineTotal: 324, discount: 32, tax: 56, taxRate: 190_000 },
        { lineTotal: 1_999, discount: 200, tax: 126, taxRate: 70_000 },
      ],
      charges: [{ type: 'SHIPPING', label: 'Parcel', amount: 490, discount: 0, tax: 93, taxRate: 190_000 }],
      discounts: [{ source: 'COUPON', code: 'TEN', label: 'TEN', amount: 232 }],
      taxes: [
        { rate: 190_000, base: 782, amount: 149 },
        { rate: 70_000, base: 1_799, amount: 126 },
      ],
      itemsTotal: 2_323,
      discountTotal: 232,
      chargesTotal: 490,
      taxTotal: 275,
      total: 2_856,
      shippingMethods: [{ id: parcel, name: 'Parcel', description: '', price: 490, currency: 'GBP' }],
    });
    expect((await buyer.get('/cart')).body.items).toHaveLength(2);
  });

  test('the rate is the one of the region, then of the country, that began last and holds now', async () => {
    const { buyer } = await buyerOf(10_000);
    const taxIn = async (where: object) => (await quoted(buyer, where)).taxTotal;
    await rate({ rate: 160_000, validFrom: '2020-07-01T00:00:00Z', validTo: '2021-01-01T00:00:00Z' });
    await rate({ rate: 990_000, validFrom: '2999-01-01T00:00:00Z' });
    expect(await taxIn({ shippingCountry: 'DE' })).toBe(0);
    await rate({ rate: 180_000 });
    expect(await taxIn({ shippingCountry: 'DE' })).toBe(1_800);
    await rate({ rate: 190_000, validFrom: '2021-01-01T00:00:00Z' });
    await rate({ rate: 10_000, region: 'Büsingen' });
    expect(await taxIn({ shippingCountry: 'DE' })).toBe(1_900);
    expect(await taxIn({ shippingCountry: 'DE', shippingRegion: 'BÜSINGEN' })).toBe(100);
    const address = {
      name: 'Ada',
      line1: '1 High Street',
      city: 'Büsingen',
      country: 'DE',
      region: 'büsingen',
    };
    expect(await taxIn({ shippingAddress: address })).toBe(100);
    expect(await taxIn({ shippingCountry: 'AT' })).toBe(0);
    expect(await taxIn({})).toBe(0);
  });

  test('methods are offered that take the cart there, the cheapest first, for nothing from an amount on', async () => {
    const small = await method({ name: 'Letter', price: 190, maxWeight: 999 });
    const large = await method({ name: 'Parcel', price: 690, minWeight: 1_000, freeAbove: 5_000 });
    const anywhere = await method({ name: 'Courier', price: 600, countries: [] });
    await method({ name: 'In euros', currency: 'EUR' });
    await coupon();
    const { buyer, product } = await buyerOf(1_000, 5);
    const offered = async (more: object = {}) =>
      (await quoted(buyer, { shippingCountry: 'DE', ...more })).shippingMethods.map(
        ({ id, price }: { id: string; price: number }) => [id, price],
      );
    expect(await offered()).toEqual([
      [small, 190],
      [anywhere, 600],
    ]);
    await shop.admin.patch(`/products/${product.id}`, { weight: 200 });
    expect(await offered()).toEqual([
      [large, 0],
      [anywhere, 600],
    ]);
    // What is taken off counts: 4,500 are not enough.
    expect(await offered({ couponCodes: ['LESS'] })).toEqual([
      [anywhere, 600],
      [large, 690],
    ]);
    expect(await offered({ shippingCountry: 'FR' })).toEqual([[anywhere, 600]]);
    const choose = (id: string, country?: string) =>
      refused(buyer, { shippingMethodId: id, ...(country && { shippingCountry: country }) });
    expect(await choose(small, 'DE')).toEqual([422, 'not_shippable']);
    expect(await choose(large, 'FR')).toEqual([422, 'not_shippable']);
    expect(await choose(product.id, 'DE')).toEqual([422, 'not_shippable']);
    expect(await choose(large)).toEqual([422, 'address_required']);
    const chosen = await quoted(buyer, { shippingCountry: 'FR', shippingMethodId: anywhere.toUpperCase() });
    expect([chosen.chargesTotal, chosen.total]).toEqual([600, 5_600]);
  });

  test('a method that is named is found among however many', async () => {
    const { buyer } = await buyerOf(1_000);
    await shop.pool.query(
      `insert into shipping_methods (id, name, price, currency)
       select gen_random_uuid(), 'Cheap', 1, 'GBP' from generate_series(1, 60)`,
    );
    const dear = await method({ price: 9_000 });
    const quote = await quoted(buyer, { shippingCountry: 'DE', shippingMethodId: dear });
    expect([quote.chargesTotal, quote.shippingMethods.length]).toEqual([9_000, 50]);
  });

  test('coupons are taken off one after another; one for shipping leaves the goods as they are', async () => {
    await coupon({ code: 'HALF', value: 500_000 });
    await coupon({ code: 'FIVE', kind: 'amount', value: 500, currency: 'GBP' });
    await coupon({ code: 'SENT', kind: 'freeShipping', value: 0 });
    const parcel = await method();
    const { buyer } = await buyerOf(2_000);
    const off = async (...couponCodes: string[]) => {
      const body = { couponCodes, shippingCountry: 'DE', shippingMethodId: parcel };
      const { discounts, total } = await quoted(buyer, body);
      return [...discounts.map(({ amount }: { amount: number }) => amount), total];
    };
    expect(await off('HALF', 'FIVE')).toEqual([1_000, 500, 990]);
    expect(await off('FIVE', 'HALF')).toEqual([500, 750, 1_240]);
    expect(await off('SENT')).toEqual([490, 2_000]);
  });

  test('automatic discounts come off without a code while they hold, off what they are for; coupons off the rest', async () => {
    const half = (more: object) =>
      add('/discounts', { name: 'Half', kind: 'percent', value: 500_000, ...more });
    const mug = await shop.product({ price: 1_000, stock: 10, category: 'Big mugs' });
    const tea = await shop.product({ price: 3_000, stock: 10, category: 'Tea' });
    const buyer = await shop.buyerWith([mug.id, 2], [tea.id, 1]);
    const off = async (body: object = {}) =>
      (await quoted(buyer, body)).items.map((item: { discount: number }) => item.discount);
    await half({ enabled: false });
    await half({ startsAt: '2999-01-01T00:00:00Z' });
    await half({ endsAt: '2020-01-01T00:00:00Z' });
    await half({ scope: 'category', category: 'Other' });
    expect(await off()).toEqual([0, 0]);
    const live = { startsAt: '2020-01-01T00:00:00Z', endsAt: '2999-01-01T00:00:00Z' };
    const ofMugs = await half({ ...live, name: 'Mugs', scope: 'category', category: 'BIG Mugs' });
    expect(await off()).toEqual([1_000, 0]);
    await add('/discounts', {
      ...{ name: 'Tea', kind: 'amount', value: 300, currency: 'GBP', priority: 1 },
      ...{ scope: 'products', productIds: [tea.id.toUpperCase()] },
    });
    await coupon({ code: 'TENTH' });
    expect(await quoted(buyer, { couponCodes: ['tenth'] })).toMatchObject({
      items: [{ discount: 1_100 }, { discount: 570 }],
      discounts: [
        { source: 'AUTOMATIC', label: 'Tea', amount: 300 },
        { source: 'AUTOMATIC', label: 'Mugs', amount: 1_000 },
        { source: 'COUPON', code: 'TENTH', amount: 370 },
      ],
      discountTotal: 1_670,
      total: 3_330,
    });
    await shop.admin.patch(`/discounts/${ofMugs}`, { enabled: false });
    expect(await off()).toEqual([0, 300]);
  });

  test('a coupon that does not hold is refused by name, and nobody is quoted the full price unasked', async () => {
    const { buyer } = await buyerOf(2_000);
    const why = (code: string) => refused(buyer, { couponCodes: [code] });
    const not = (words: string) => [422, 'coupon_not_applicable', words];
    await coupon({ code: 'SOON', startsAt: '2999-01-01T00:00:00Z' });
    await coupon({ code: 'OVER', endsAt: '2020-01-01T00:00:00Z' });
    await coupon({ code: 'EURO', kind: 'amount', value: 1, currency: 'EUR' });
    await coupon({ code: 'MUCH', minTotal: 2_001, currency: 'GBP' });
    await coupon({ code: 'JUST', minTotal: 2_000, currency: 'GBP' });
    await coupon({ code: 'FIRST', firstOrderOnly: true });
    const gone = await coupon({ code: 'GONE', usageLimit: 3 });
    expect(await why('SOON')).toEqual(not('SOON is not known'));
    expect(await why('WHAT')).toEqual(not('WHAT is not known'));
    expect(await why('OVER')).toEqual(not('OVER is over'));
    expect(await why('EURO')).toEqual(not('EURO is for orders in EUR'));
    expect(await why('MUCH')).toEqual(not('MUCH is for goods of 2001 minor units and more'));
    expect((await quoted(buyer, { couponCodes: ['JUST'] })).total).toBe(1_800);
    expect((await quoted(buyer, { couponCodes: ['FIRST', 'GONE'] })).total).toBe(1_620);
    await shop.pool.query('update coupons set used = 3 where id = $1', [gone]);
    expect(await why('gone')).toEqual([409, 'coupon_used_up', 'GONE']);
    await buyer.post('/orders');
    const product = await shop.product({ price: 100, stock: 1 });
    await buyer.put('/cart', { items: [{ productId: product.id, quantity: 1 }] });
    expect(await why('FIRST')).toEqual(not('FIRST is for a first order'));
    expect(await refused(buyer, { couponCodes: ['JUST', 'just'] })).toEqual([
      400,
      'validation_failed',
      'is in the list twice',
    ]);
  });

  test('what cannot be ordered is not in it, and of nothing there is no quote', async () => {
    const { buyer, product } = await buyerOf(300, 2);
    const other = await shop.product({ price: 500, stock: 1 });
    await buyer.post('/cart/items', { productId: other.id, quantity: 1 });
    await shop.admin.delete(`/products/${other.id}`);
    const quote = await quoted(buyer);
    expect([quote.items.length, quote.total]).toEqual([1, (await buyer.get('/cart')).body.total]);
    await shop.admin.delete(`/products/${product.id}`);
    expect(await refused(buyer, {})).toEqual([422, 'cart_empty']);
  });

  test('amounts beyond the safe integers are refused', async () => {
    const products = await Promise.all(
      Array.from({ length: 91 }, () => shop.product({ price: 100_000_000 })),
    );
    const buyer = await shop.buyerWith(...products.map(({ id }) => [id, 1_000_000] as [string, number]));
    expect(await refused(buyer, {})).toEqual([422, 'order_too_large']);
  });

  test.each([
    ['JPY', 980, 98],
    ['KWD', 12_345, 1_235],
    ['HUF', 129_900, 12_990],
  ])('%s: amounts are its own minor units', async (currency, price, tax) => {
    await rate({ rate: 100_000 });
    const { buyer } = await buyerOf(price, 1, { currency });
    const quote = await quoted(buyer, { shippingCountry: 'DE' });
    expect([quote.currency, quote.taxTotal, quote.total]).toEqual([currency, tax, price + tax]);
  });

  test('a body that contradicts itself is refused', async () => {
    const { buyer } = await buyerOf(100);
    const shippingAddress = { name: 'Ada', line1: '1 High Street', city: 'Köln', country: 'DE' };
    for (const body of [
      { shippingAddress, shippingCountry: 'DE' },
      { shippingRegion: 'Bavaria' },
      { shippingCountry: 'de' },
      { couponCodes: Array.from({ length: 6 }, (_, n) => `C${n}`) },
      { country: 'DE' },
    ])
      expect((await refused(buyer, body)).slice(0, 2)).toEqual([400, 'validation_failed']);
  });
});
