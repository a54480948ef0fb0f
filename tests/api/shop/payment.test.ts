import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PaymentSimulator, startPaymentSimulator } from '../../../src/local/payments/simulator.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { newShopper, type ShopPage, type Shopper } from './shopper.ts';

let simulator: PaymentSimulator;
let shop: Shop;
beforeAll(async () => {
  simulator = await startPaymentSimulator({ port: 0 });
  shop = await openShop({
    SHOP_PAGES: 'true',
    PAYMENT_PROVIDERS: 'manual,simulator',
    PAYMENT_SIMULATOR_PORT: String(simulator.port),
  });
});
afterAll(async () => {
  await shop?.close();
  await simulator?.stop();
});

/** The form with its total, £20, to be paid with this provider. */
async function quoted(provider: string): Promise<{ shopper: Shopper; shown: ShopPage; productId: string }> {
  const { id: productId } = await shop.product({ price: 1_000, stock: 10 });
  const shopper = newShopper(shop.app);
  const product = await shopper.open(`/shop/products/${productId}`);
  await shopper.send(product, '/shop/cart/items', { quantity: '2' });
  const form = await shopper.open('/shop/checkout');
  const address = { name: 'Ada', line1: '12 St James’s Square', city: 'London', country: 'GB' };
  const filledIn = { email: 'ada@example.org', ...address, provider, do: 'quote' };
  const shown = await shopper.send(form, '/shop/checkout', filledIn);
  return { shopper, shown, productId };
}
const ordersOf = async (productId: string) => {
  const { rows } = await shop.pool.query(
    'select o.id from orders o join order_items i on i.order_id = o.id where i.product_id = $1',
    [productId],
  );
  return rows;
};

/** Orders it. @returns what the browser shows then */
async function ordered(provider: string): Promise<{ shopper: Shopper; page: ShopPage; id: string }> {
  const { shopper, shown, productId } = await quoted(provider);
  const page = await shopper.send(shown, '/shop/checkout', { do: 'order' });
  const rows = await ordersOf(productId);
  expect(rows).toHaveLength(1);
  return { shopper, page, id: rows[0].id };
}

const linkOf = (page: ShopPage) => /<a class="button main" href="([^"]+)"/.exec(page.html)?.[1] ?? '';
/** Presses a button of the provider's page. @returns where it leads the browser */
async function act(page: ShopPage, move: 'approve' | 'decline' | 'abandon'): Promise<string> {
  const answer = await fetch(`${linkOf(page)}/${move}`, { method: 'POST', redirect: 'manual' });
  const { pathname, search } = new URL(answer.headers.get('location')!, simulator.url);
  return pathname + search;
}
const moneyOf = async (id: string) => {
  const { rows } = await shop.pool.query('select status, captured::int from orders where id = $1', [id]);
  return rows[0];
};

describe('an order that is paid online', () => {
  test('is placed when its buyer comes back, and not before', async () => {
    const { shopper, page, id } = await ordered('simulator');
    expect(linkOf(page).startsWith(simulator.url)).toBe(true);
    expect(page.html).toContain(`<meta http-equiv="refresh" content="0; url=${linkOf(page)}">`);
    expect((await shopper.open(`/shop/orders/${id}`)).text).toContain('Waiting for your payment until');
    const back = await shopper.open(await act(page, 'approve'));
    expect(back).toMatchObject({ url: `/shop/orders/${id}`, text: expect.stringContaining('Payment: Paid') });
    expect(await moneyOf(id)).toEqual({ status: 'PLACED', captured: 2_000 });
  });

  test('can be paid once more from its page, where the buyer walked away', async () => {
    const { shopper, page, id } = await ordered('simulator');
    const back = await shopper.open(await act(page, 'abandon'));
    expect(back.url).toBe(`/shop/orders/${id}`);
    const again = await shopper.send(back, `/shop/orders/${id}/pay`, { provider: 'simulator' });
    await shopper.open(await act(again, 'approve'));
    expect(await moneyOf(id)).toEqual({ status: 'PLACED', captured: 2_000 });
    const late = await shopper.send(back, `/shop/orders/${id}/pay`, { provider: 'simulator' });
    expect(late.text).toContain('There is nothing left to pay.');
  });

  test('can be paid from its page, too, where it is placed and what was held for it is gone', async () => {
    const { shopper, page, id } = await ordered('simulator');
    await act(page, 'abandon');
    await shop.pool.query(`update orders set status = 'PLACED', expires_at = null where id = $1`, [id]);
    const placed = await shopper.open(`/shop/orders/${id}`);
    const again = await shopper.send(placed, `/shop/orders/${id}/pay`, { provider: 'simulator' });
    const back = await shopper.open(await act(again, 'approve'));
    expect(back.text).toContain('Payment: Paid');
    expect(back.html).not.toContain(`/shop/orders/${id}/pay"`);
  });
});

test('a way to pay that the shop does not have is refused, none is taken in its place, and nothing is ordered', async () => {
  const { shopper, shown, productId } = await quoted('simulator');
  for (const provider of ['evil', '', 'stripe']) {
    const refused = await shopper.send(shown, '/shop/checkout', { provider, do: 'order' });
    expect([provider, refused.status]).toEqual([provider, 422]);
    expect(refused.text).toContain('Please choose how you pay.');
    expect(refused.html).toContain('value="12 St James’s Square"');
  }
  expect(await ordersOf(productId)).toEqual([]);
  await shopper.send(shown, '/shop/checkout', { provider: 'manual', do: 'order' });
  expect(await ordersOf(productId)).toHaveLength(1);
});

test('an order that is paid by bank transfer waits, with no page of a provider', async () => {
  const { page, id } = await ordered('manual');
  expect(page.url).toBe(`/shop/orders/${id}`);
  expect(page.text).toContain('give the number of the order');
});

test('an order is kept, and can be paid later, when its provider does not answer', async () => {
  const down = await openShop({
    SHOP_PAGES: 'true',
    PAYMENT_PROVIDERS: 'simulator',
    // Nothing listens there.
    PAYMENT_SIMULATOR_PORT: '1',
  });
  const whole = shop;
  shop = down;
  const { page, id } = await ordered('simulator').finally(() => {
    shop = whole;
  });
  expect(page.text).toContain('The payment provider does not answer');
  expect(page.html).toContain(`action="/shop/orders/${id}/pay"`);
  await down.close();
});
