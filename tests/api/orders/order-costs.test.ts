import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmationMail } from '../../../src/mail/confirmation-mail.ts';
import { orderLinkKey, signOrderToken } from '../../../src/orders/order-link.ts';
import { readOrdersForMail } from '../../../src/workers/sql/read-orders-for-mail.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { costOrder, dearOrder } from '../../setup/costs.ts';
import { JWT_SECRET } from '../../setup/tokens.ts';
import { cardOf, logIn, type Operator, textOf } from '../admin/operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

/** An order of two mugs and a book, the latter without a tax rate, with what it costs then. */
async function orderOf({ currency = 'GBP', pricesIncludeTax = true } = {}) {
  const mug = await shop.product({ price: 1_999, currency });
  const book = await shop.product({ price: 1_001, currency });
  const buyer = await shop.buyerWith([mug.id, 2], [book.id, 1]);
  const { id } = (await buyer.post('/orders')).body;
  const pricing = await costOrder(shop.pool, id, { ...dearOrder, pricesIncludeTax }, [200_000, null]);
  return { buyer, id, pricing };
}

describe('what an order costs', () => {
  test.each([{ pricesIncludeTax: true }, { pricesIncludeTax: false }])(
    'stands in each answer that shows it: %j',
    async (how) => {
      const { buyer, id, pricing } = await orderOf(how);
      const { items, charges, ...totals } = pricing;
      const wanted = {
        ...totals,
        items: items.map(({ amount: lineTotal, taxRate, ...costs }) => ({
          lineTotal,
          ...costs,
          taxRate: taxRate ?? 0,
        })),
        charges: charges.map((charge) => ({ ...charge, taxRate: 200_000 })),
      };
      expect(pricing.taxes).toHaveLength(1);
      const shown = [
        (await buyer.get(`/orders/${id}`)).body,
        (await buyer.get('/orders')).body.items[0],
        (await shop.admin.get(`/orders/${id}`)).body,
        (await shop.admin.get('/orders?limit=1')).body.items[0],
      ];
      for (const order of shown) expect(order).toMatchObject(wanted);
      expect(shown[0].discounts).toEqual([
        { source: 'COUPON', code: 'TEN', label: 'TEN', amount: 500 },
        { source: 'MANUAL', label: 'For your patience', amount: 7 },
      ]);
    },
  );

  // 2 x 1,999 and 1,001, less a tenth and 7; the parcel 495; a sixth of mugs and parcel is tax.
  test.each([
    ['GBP', '£49.99', '-£5.00', '-£0.07', '£4.95', '£49.87', '£6.81'],
    ['JPY', 'JP¥4,999', '-JP¥500', '-JP¥7', 'JP¥495', 'JP¥4,987', 'JP¥681'],
    ['KWD', 'KWD 4.999', '-KWD 0.500', '-KWD 0.007', 'KWD 0.495', 'KWD 4.987', 'KWD 0.681'],
    ['HUF', 'HUF 49.99', '-HUF 5.00', '-HUF 0.07', 'HUF 4.95', 'HUF 49.87', 'HUF 6.81'],
  ])(
    'in %s is written with its decimals in mail, on the signed page and on the operators’',
    async (currency, items, off, more, parcel, total, tax) => {
      const { id } = await orderOf({ currency });
      const lines = ['Items', items, 'TEN', off, 'For your patience', more, 'Parcel & more', parcel];
      const words = [...lines, 'Total', total, 'Includes 20 % tax', tax].join(' ');
      const plain = (body: string) => textOf(body).replaceAll(/\s+/g, ' ');
      const order = (await readOrdersForMail(shop.pool, [id])).get(id)!;
      const mail = confirmationMail(order, {
        shop: { name: 'S', address: 's@shop.example' },
        link: undefined,
      });
      expect(plain(mail.html)).toContain(words);
      expect(plain(mail.text.replaceAll(':', ''))).toContain(words);
      const token = signOrderToken(orderLinkKey(JWT_SECRET), id, Math.floor(Date.now() / 1_000) + 3_600);
      expect(plain((await shop.send({ method: 'GET', url: `/o/${token}` })).text)).toContain(words);
      const page = (await operator.open(`/admin/orders/${id}`)).body;
      expect(plain(cardOf(page, 'items'))).toContain(words);
      expect(plain(cardOf(page, 'order'))).toContain(`Total ${total}`);
    },
  );

  test('of tax that comes on top stands above the total, and of an order without such things nothing', async () => {
    const { id, pricing } = await orderOf({ pricesIncludeTax: false });
    const itemsOf = async (order: string) =>
      cardOf((await operator.open(`/admin/orders/${order}`)).body, 'items');
    expect(pricing.taxTotal).toBeGreaterThan(0);
    expect(await itemsOf(id)).toMatch(/Parcel & more £4.95 Tax 20 % £8.17 Total £58.04$/);
    const mug = await shop.product({ price: 1_999 });
    const plain = (await (await shop.buyerWith([mug.id, 1])).post('/orders')).body.id;
    expect(await itemsOf(plain)).toMatch(/£19.99 £19.99 Total £19.99$/);
  });

  test('is on no packing slip, and an operator who cancels sees what is given back', async () => {
    const { id, pricing } = await orderOf();
    expect((await operator.open(`/admin/orders/${id}/packing-slip`)).body).not.toContain('£');
    const form = await operator.formOf(`/admin/orders/${id}/cancel`);
    const part = await operator.send(form, { 'units.0': '1', 'units.1': '0', reason: 'staff' });
    // 19.99 of 49.99 less their share of 5.07.
    expect(cardOf(part.body, 'action')).toContain('£17.96 together');
    const all = await operator.send(form, { 'units.0': '2', 'units.1': '1', reason: 'staff' });
    expect(cardOf(all.body, 'action')).toContain(`£${pricing.total / 100} together`);
    await operator.confirm(all);
    const { items } = (await shop.admin.get(`/orders/${id}/cancellations`)).body;
    expect(items).toMatchObject([{ amount: pricing.total, currency: 'GBP' }]);
  });
});
