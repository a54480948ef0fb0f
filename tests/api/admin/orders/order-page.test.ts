import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobIdOf } from '../../../../src/jobs/queues.ts';
import { orderNumber } from '../../../../src/orders/order-number.ts';
import { openShop, type Shop } from '../../../setup/api.ts';
import { newGuest } from '../../../setup/guests.ts';
import { until } from '../../../setup/wait.ts';
import { cardOf, logIn, type Operator, textOf } from '../operator.ts';

const hostile = `<script>alert(1)</script><img src=x onerror="alert('2')">&amp;`;

describe('an order as an operator sees it', () => {
  let shop: Shop;
  let operator: Operator;

  beforeAll(async () => {
    shop = await openShop();
    operator = await logIn(shop.app);
  });
  afterAll(() => shop.close());

  async function placed(name = 'Stoneware mug'): Promise<string> {
    const product = await shop.product({ name, price: 1_250, stock: 10 });
    const buyer = await shop.buyerWith([product.id, 2]);
    return (await buyer.post('/orders')).body.id;
  }
  const messageOf = async (orderId: string): Promise<{ id: string }> => {
    const { rows } = await shop.pool.query(`select id from outbox_messages where payload->>'orderId' = $1`, [
      orderId,
    ]);
    return rows[0];
  };

  it('shows what was bought, what it owes, its job, its mail and its stock', async () => {
    const id = await placed();
    const { id: messageId } = await messageOf(id);
    await until('the job is in its queue', () => shop.app.queues.get('mail').getJob(jobIdOf(messageId)));
    await shop.pool.query(
      `insert into mail_deliveries (kind, order_id, message_id, attempts) values ('order.send-confirmation-email', $1, '<m@shop.example>', 3)`,
      [id],
    );
    const { status, body } = await operator.open(`/admin/orders/${id}`);
    expect(status).toBe(200);
    expect(textOf(body)).toContain(`Order ${orderNumber(id)} To ship ${id}`);
    expect(cardOf(body, 'order')).toMatch(/Fine Placed; its mail is on its way\..*Total £25\.00/);
    expect(cardOf(body, 'items')).toMatch(/Stoneware mug SKU-\d+ 2 £12\.50 £25\.00 Total £25\.00/);
    expect(cardOf(body, 'owed')).toMatch(/Send confirmation email .* not yet waiting$/);
    expect(body).toContain(`<a href="/admin/queues/queue/mail/${jobIdOf(messageId)}">waiting</a>`);
    expect(cardOf(body, 'deliveries')).toContain('Send confirmation email <m@shop.example> 3 not yet');
    expect(cardOf(body, 'movements')).toMatch(
      /Stoneware mug SKU-\d+ -2 8 2 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
    );
  });

  it('of a guest says so, on its pages and in lists, and that nobody gets a mail', async () => {
    const product = await shop.product();
    const guest = await newGuest(shop, [product.id, 2]);
    const { id } = (await guest.post('/orders')).body;
    const page = await operator.open(`/admin/orders/${id}`);
    expect(cardOf(page.body, 'order')).toMatch(/Customer Guest E-mail none: no mail is sent/);
    expect(page.body).not.toMatch(/null|undefined/);
    for (const url of ['/admin/orders?show=all', `/admin/orders?show=all&customer=${guest.id}`])
      expect(textOf((await operator.open(url)).body)).toMatch(new RegExp(`${orderNumber(id)} .*Guest`));
    const form = await operator.formOf(`/admin/orders/${id}/cancel`);
    const review = await operator.send(form, { 'units.0': '2', reason: 'customer' });
    expect(textOf(review.body)).toContain('Nobody gets a mail: there is no e-mail address to this order.');
    expect((await operator.open(`/admin/orders/${id}/packing-slip`)).body).toContain('Guest');

    const theirs = textOf((await operator.open(`/admin/customers/${guest.id}`)).body);
    expect(theirs).toMatch(new RegExp(`Guest ${guest.id} .*E-mail none of their own .*${orderNumber(id)}`));

    // Who said where it goes is called by that name, and written to there.
    await guest.post('/cart/items', { productId: product.id, quantity: 1 });
    const shippingAddress = { name: 'Grace Hopper', line1: '1 Harbour', city: 'Hull', country: 'GB' };
    const named = { contact: { email: 'grace@example.com' }, shippingAddress };
    const { id: second } = (await guest.post('/orders', named)).body;
    expect(cardOf((await operator.open(`/admin/orders/${second}`)).body, 'order')).toMatch(
      /Customer Grace Hopper E-mail grace@example\.com/,
    );
    expect(textOf((await operator.open('/admin/orders?show=all')).body)).toContain('Grace Hopper');
  });

  it('shows amounts with the decimals that ISO 4217 gives their currency', async () => {
    const product = await shop.product({ price: 129_900, currency: 'HUF', stock: 10 });
    const buyer = await shop.buyerWith([product.id, 2]);
    const { id } = (await buyer.post('/orders')).body;
    const { body } = await operator.open(`/admin/orders/${id}`);
    expect(cardOf(body, 'order').replaceAll('\u00a0', ' ')).toContain('Total HUF 2,598.00');
  });

  it('never makes markup of names, whoever chose them', async () => {
    const id = await placed(hostile);
    await shop.pool.query('update orders set customer_name = $1 where id = $2', [hostile, id]);
    const pages = await Promise.all(
      [
        `/admin/orders/${id}`,
        '/admin',
        '/admin/live',
        `/admin/orders?find=${encodeURIComponent(hostile)}`,
      ].map(async (url) => (await operator.open(url)).body),
    );
    for (const body of pages) {
      expect(body).not.toMatch(/<script>alert|<img/);
      expect(textOf(body)).toContain(hostile.slice(0, 50));
    }
  });

  it('is found by its id and by its number, in upper and lower case', async () => {
    const id = await placed();
    const number = orderNumber(id);
    for (const sought of [
      id,
      id.toUpperCase(),
      id.replaceAll('-', ''),
      number,
      ` ${number.toLowerCase()} `,
    ]) {
      const reply = await operator.open(`/admin/orders?find=${encodeURIComponent(sought)}`);
      expect([sought, reply.status, reply.location]).toEqual([sought, 303, `/admin/orders/${id}`]);
    }
  });

  it('is offered beside the others that bear its number', async () => {
    const id = await placed();
    const twin = `${id.slice(0, 14)}${id[14] === '7' ? '8' : '7'}${id.slice(15)}`;
    await shop.pool.query(
      `insert into orders (id, user_id, total, currency) select $1, user_id, total, currency from orders where id = $2`,
      [twin, id],
    );
    const { status, body } = await operator.open(`/admin/orders?find=${orderNumber(id)}`);
    expect(status).toBe(200);
    for (const one of [id, twin]) expect(body).toContain(`href="/admin/orders/${one}"`);
  });

  it('is found by the end of its number, by the e-mail of its buyer and by a SKU, beside the others', async () => {
    const product = await shop.product({ name: 'Jug', price: 900, stock: 10 });
    const buyer = await shop.buyerWith([product.id, 1]);
    const first = (await buyer.post('/orders')).body.id;
    const { email } = (await buyer.get('/me')).body;
    for (const sought of [
      first.slice(-6),
      first.slice(-6).toUpperCase(),
      email.toUpperCase(),
      product.sku,
      product.sku.toLowerCase(),
    ]) {
      const reply = await operator.open(`/admin/orders?find=${encodeURIComponent(sought)}`);
      expect([sought, reply.status, reply.location]).toEqual([sought, 303, `/admin/orders/${first}`]);
    }
    await buyer.post('/cart/items', { productId: product.id, quantity: 1 });
    const second = (await buyer.post('/orders')).body.id;
    for (const sought of [email, product.sku]) {
      const { status, body } = await operator.open(`/admin/orders?find=${encodeURIComponent(sought)}`);
      expect(status).toBe(200);
      const [newest, oldest] = [second, first].map((id) => body.indexOf(`href="/admin/orders/${id}"`));
      expect(newest).toBeGreaterThan(0);
      expect(oldest).toBeGreaterThan(newest!);
    }
  });

  it('keeps the name and the address of its buyer, and is found by them and by those that the account has now', async () => {
    const id = await placed();
    const then = `then-${id}@example.com`;
    const now = `now-${id}@example.com`;
    await shop.pool.query(`update orders set customer_name = 'Ann Then', customer_email = $1 where id = $2`, [
      then,
      id,
    ]);
    await shop.pool.query(
      `update users set name = 'Ann Now', email = $1 where id = (select user_id from orders where id = $2)`,
      [now, id],
    );
    for (const sought of [then, then.toUpperCase(), now]) {
      const reply = await operator.open(`/admin/orders?find=${encodeURIComponent(sought)}`);
      expect([sought, reply.status, reply.location]).toEqual([sought, 303, `/admin/orders/${id}`]);
    }
    const card = cardOf((await operator.open(`/admin/orders/${id}`)).body, 'order');
    expect(card).toContain('Ann Then');
    expect(card).toContain(then);
    await operator.untilOverview('it names the buyer', (page) => cardOf(page, 'newest').includes('Ann Then'));
  });

  it('of the release before, which kept no buyer and no version, shows those of the account and of the ledger', async () => {
    const id = await placed();
    await shop.pool.query('update orders set customer_name = null, customer_email = null where id = $1', [
      id,
    ]);
    await shop.pool.query('update order_items set product_version = null where order_id = $1', [id]);
    const { rows } = await shop.pool.query(
      `update users set name = 'Ann Account' where id = (select user_id from orders where id = $1) returning email`,
      [id],
    );
    const { body } = await operator.open(`/admin/orders/${id}`);
    expect(cardOf(body, 'order')).toContain('Ann Account');
    expect(cardOf(body, 'order')).toContain(rows[0].email);
    expect(cardOf(body, 'movements')).toMatch(/Stoneware mug SKU-\d+ -2 8 2 /);
  });

  it.each([
    `/admin/orders/${uuidv7()}`,
    '/admin/orders?find=nobody@example.com',
    '/admin/orders?find=ffffff',
    "/admin/orders?find=' or 1=1 --",
    '/admin/orders/1',
    '/admin/orders?find=261122-2148-C8658D',
    '/admin/orders?find=%00',
  ])('%s is a page that says that there is none', async (url) => {
    const { status, body } = await operator.open(url);
    expect(status).toBe(404);
    expect(textOf(body)).toContain('No order');
  });

  it('finds its stock movement among many of a hot product, before and after it', async () => {
    const product = await shop.product({ stock: 1_000_000 });
    const move = (from: number, to: number, offset: string) =>
      shop.pool.query(
        `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity, created_at)
         select $1, v, -1, 'adjustment', 1000000, now() + $4::interval + v * interval '1 ms' from generate_series($2::int, $3::int) v`,
        [product.id, from, to, offset],
      );
    await move(2, 3_000, '-1 hour');
    await shop.pool.query('update products set version = 3000 where id = $1', [product.id]);
    const buyer = await shop.buyerWith([product.id, 3]);
    const { id } = (await buyer.post('/orders')).body;
    await move(3_002, 6_000, '1 hour');
    // A line of the release before does not say its version: it is found by the order's time.
    for (const version of ['product_version', 'null']) {
      await shop.pool.query(`update order_items set product_version = ${version} where order_id = $1`, [id]);
      const { body } = await operator.open(`/admin/orders/${id}`);
      expect(cardOf(body, 'movements')).toMatch(/SKU-\d+ -3 999997 3001 /);
    }
  });

  it('says why a job failed for good, also when no queue knows it any more', async () => {
    const id = await placed();
    const { id: messageId } = await messageOf(id);
    await until('the job is in its queue', () => shop.app.queues.get('mail').getJob(jobIdOf(messageId)));
    await shop.app.queues.get('mail').remove(jobIdOf(messageId));
    await shop.pool.query(
      `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused', failed_attempts = 3,
              failure_detail = 'no such <mailbox>' where id = $1`,
      [messageId],
    );
    const { body } = await operator.open(`/admin/orders/${id}`);
    expect(cardOf(body, 'order')).toContain('Needs you Placed, but a job of it failed for good');
    expect(cardOf(body, 'owed')).toMatch(/failed after .* gone 3 attempts, last: no such <mailbox>$/);
    const overview = await operator.untilOverview('it is seen', (page) =>
      cardOf(page, 'failed').includes('Needs'),
    );
    expect(cardOf(overview, 'failed')).toContain('1 job failed for good and waits for somebody');
    expect(cardOf(overview, 'failed')).toContain('npm run jobs -- failed');
  });

  it('says when its mail was given up and nobody works on it any more', async () => {
    const id = await placed();
    const { id: messageId } = await messageOf(id);
    await until('the job is in its queue', () => shop.app.queues.get('mail').getJob(jobIdOf(messageId)));
    await shop.app.queues.get('mail').remove(jobIdOf(messageId));
    await shop.pool.query('update outbox_messages set settled_at = now() where id = $1', [messageId]);
    await shop.pool.query(
      `insert into mail_deliveries (kind, order_id, message_id) values ('order.send-confirmation-email', $1, '<m@shop.example>')`,
      [id],
    );
    const { body } = await operator.open(`/admin/orders/${id}`);
    expect(cardOf(body, 'order')).toContain('Not sent Placed; its mail was tried and given up');
    expect(cardOf(body, 'owed')).toMatch(/gone$/);
  });
});
