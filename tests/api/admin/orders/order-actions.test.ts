import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderNumber } from '../../../../src/orders/order-number.ts';
import { openShop, type Shop } from '../../../setup/api.ts';
import { count, stockOf } from '../../../setup/records.ts';
import { asRival } from '../../../setup/rival.ts';
import { until } from '../../../setup/wait.ts';
import { cardOf, logIn, type Operator, type Page, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

/** An order of 5 mugs (1.25 each) of 20 and of 2 jugs (9.00 each) of 10. */
async function placed() {
  const [mug, jug] = await Promise.all([
    shop.product({ name: 'Mug', price: 125, stock: 20 }),
    shop.product({ name: 'Jug', price: 900, stock: 10 }),
  ]);
  const buyer = await shop.buyerWith([mug.id, 5], [jug.id, 2]);
  const id: string = (await buyer.post('/orders')).body.id;
  return { id, mug, jug, buyer, path: `/admin/orders/${id}` };
}
const itemsOf = async (id: string) =>
  (
    await shop.pool.query(
      'select cancelled, fulfilled, returned, restocked from order_items where order_id = $1 order by position',
      [id],
    )
  ).rows;
const owedTo = (id: string, job: string) =>
  count(shop.pool, 'outbox_messages', 'subject_id = $1 and job = $2', [id, job]);

/** Goes through the pages of an action to the end. */
async function act(url: string, fields?: Record<string, string>): Promise<Page> {
  const first = await operator.formOf(url);
  return operator.confirm(fields ? await operator.send(first, fields) : first);
}

describe('an operator cancels', () => {
  it('some units, after a page that says what will happen', async () => {
    const { id, mug, path } = await placed();
    const review = await operator.send(await operator.formOf(`${path}/cancel`), {
      'units.0': '2',
      'units.1': '0',
      reason: 'inventory',
      restock: 'yes',
      note: 'Two were broken',
    });
    const words = cardOf(review.body, 'action');
    expect(words).toContain('Cancelled are: 2 units of Mug, £2.50 together. Reason: not in stock.');
    expect(words).toContain('They are for sale again at once.');
    expect(words).toContain('Nothing was paid here, so nothing is given back.');
    expect(await stockOf(shop.pool, mug.id)).toBe(15);

    expect(await operator.confirm(review)).toMatchObject({ status: 303, location: `${path}?done=cancelled` });
    expect(await stockOf(shop.pool, mug.id)).toBe(17);
    expect(await itemsOf(id)).toMatchObject([
      { cancelled: 2, restocked: 2 },
      { cancelled: 0, restocked: 0 },
    ]);
    const { rows } = await shop.pool.query(
      'select reason, restock, refund, note, actor_role, actor_id from order_cancellations where order_id = $1',
      [id],
    );
    const actor = { actor_role: 'ADMIN', actor_id: operator.id };
    expect(rows).toEqual([
      { reason: 'inventory', restock: true, refund: false, note: 'Two were broken', ...actor },
    ]);
    const page = (await operator.open(path)).body;
    expect(cardOf(page, 'items')).toMatch(/Mug SKU-\d+ 2 cancelled 5 £1\.25/);
    expect(cardOf(page, 'timeline')).toMatch(
      /Units cancelled .* UTC 2 units · not in stock · .*operator Placed /,
    );
    expect(await owedTo(id, 'order.send-cancelled-email')).toBe(1);
  });

  it('the whole order, once, however often and however much at once the button is pressed', async () => {
    const { id, mug, jug, path } = await placed();
    const form = await operator.formOf(`${path}/cancel`);
    const review = await operator.send(form, {
      'units.0': '5',
      'units.1': '2',
      reason: 'customer',
      restock: 'yes',
    });
    expect(cardOf(review.body, 'action')).toContain('The whole order is cancelled');
    const replies = await Promise.all(Array.from({ length: 5 }, () => operator.confirm(review)));
    replies.push(await operator.confirm(review));
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(303));
    expect([await stockOf(shop.pool, mug.id), await stockOf(shop.pool, jug.id)]).toEqual([20, 10]);
    expect(await count(shop.pool, 'order_cancellations', 'order_id = $1', [id])).toBe(1);
    const page = (await operator.open(path)).body;
    expect(textOf(page)).toContain(`Order ${orderNumber(id)} Cancelled`);
    for (const action of ['cancel', 'ship', 'return']) expect(page).not.toContain(`href="${path}/${action}"`);
    expect((await operator.open(`${path}/cancel`)).status).toBe(409);
  });

  it.each([
    [{ 'units.0': '6', reason: 'staff' }, 'A whole number from 0 to 5'],
    [{ 'units.0': '-1', reason: 'staff' }, 'A whole number from 0 to 5'],
    [{ 'units.0': '0', 'units.1': '0', reason: 'staff' }, 'Choose at least one unit'],
    [{ 'units.0': '1', reason: 'expired' }, 'Choose one'],
    [{ 'units.0': '1', reason: 'staff', note: 'x'.repeat(501) }, 'No more than 500 characters'],
  ])('nothing by %j, and the page says why', async (fields, words) => {
    const { id, path } = await placed();
    const reply = await operator.send(
      await operator.formOf(`${path}/cancel`),
      fields as unknown as Record<string, string>,
    );
    expect(reply.status).toBe(400);
    expect(cardOf(reply.body, 'action')).toContain(words);
    expect(await count(shop.pool, 'order_cancellations', 'order_id = $1', [id])).toBe(0);
  });
});

describe('somebody else changed the order meanwhile', () => {
  it('so neither the filled-in form nor the confirmation does anything', async () => {
    const { id, path } = await placed();
    const form = await operator.formOf(`${path}/ship`);
    const review = await operator.send(form, { 'units.0': '5', 'units.1': '2' });
    await act(`${path}/cancel`, { 'units.0': '1', reason: 'other' });
    for (const reply of [await operator.confirm(review), await operator.send(form, { 'units.0': '1' })]) {
      expect(reply.status).toBe(409);
      expect(textOf(reply.body)).toContain('Somebody changed this while you looked at it. Nothing was done');
      expect(reply.body).toContain(`href="${path}"`);
    }
    expect(await count(shop.pool, 'fulfillments', 'order_id = $1', [id])).toBe(0);
  });

  it('at the same moment: one of two confirmations holds, though both could', async () => {
    const { id, path } = await placed();
    const form = await operator.formOf(`${path}/ship`);
    const reviews = [
      await operator.send(form, { 'units.0': '1', 'units.1': '0' }),
      await operator.send(form, { 'units.0': '2', 'units.1': '0' }),
    ];
    // Both have read the order before either may change it.
    const replies = await asRival(shop.pool, async (rival) => {
      await rival.query('select from orders where id = $1 for no key update', [id]);
      const confirmed = reviews.map((review) => operator.confirm(review));
      await until('both wait for the order', async () => {
        const { rows } = await shop.pool.query(
          `select from pg_stat_activity
            where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rows.length === 2;
      });
      return confirmed;
    });
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([303, 409]);
    expect(await count(shop.pool, 'fulfillments', 'order_id = $1', [id])).toBe(1);
  });
});

describe('an operator ships', () => {
  const parcelOf = async (id: string) =>
    (await shop.pool.query('select id from fulfillments where order_id = $1 and undone_at is null', [id]))
      .rows[0]?.id;

  it('some units with a link, then says that they were delivered', async () => {
    const { id, path } = await placed();
    const review = await operator.send(await operator.formOf(`${path}/ship`), {
      'units.0': '3',
      'units.1': '0',
      carrier: 'Royal Mail',
      trackingNumber: 'RM123',
      trackingUrl: 'https://track.example/RM123',
    });
    expect(cardOf(review.body, 'action')).toContain('4 are still to be shipped then.');
    expect((await operator.confirm(review)).location).toBe(`${path}?done=shipped`);
    expect(await owedTo(id, 'order.send-shipped-email')).toBe(1);
    const parcel = await parcelOf(id);
    const page = (await operator.open(`${path}?done=shipped`)).body;
    expect(textOf(page)).toMatch(/Shipped\. The customer gets a mail\..*Partly shipped/);
    expect(cardOf(page, 'parcels')).toMatch(/on its way 3 units of Mug Royal Mail · RM123/);
    expect(page).toContain('<a href="https://track.example/RM123"');

    await act(`${path}/parcels/${parcel}/delivered`);
    expect(cardOf((await operator.open(path)).body, 'parcels')).toContain('delivered');
    expect((await operator.open(`${path}/parcels/${parcel}/undo`)).status).toBe(409);
  });

  it('and takes it back', async () => {
    const { id, path } = await placed();
    await act(`${path}/ship`, { 'units.0': '5', 'units.1': '2' });
    await act(`${path}/parcels/${await parcelOf(id)}/undo`);
    expect(await itemsOf(id)).toMatchObject([{ fulfilled: 0 }, { fulfilled: 0 }]);
    const page = (await operator.open(path)).body;
    expect(textOf(page)).toContain(`Order ${orderNumber(id)} To ship`);
    expect(cardOf(page, 'timeline')).toMatch(/Shipment taken back .*Shipped .* 7 units .*Placed/);
  });

  it('with no link that a browser would run', async () => {
    const { path } = await placed();
    const reply = await operator.send(await operator.formOf(`${path}/ship`), {
      'units.0': '1',
      trackingUrl: 'javascript:alert(1)',
    });
    expect([reply.status, cardOf(reply.body, 'action')]).toEqual([
      400,
      expect.stringContaining('begins with https://'),
    ]);
  });

  it('with a packing slip of what is open and one of each parcel, without prices', async () => {
    const { id, path } = await placed();
    await act(`${path}/ship`, { 'units.0': '3', 'units.1': '0' });
    const open = await operator.open(`${path}/packing-slip`);
    expect(cardOf(open.body, 'slip')).toMatch(/Mug SKU-\d+ 2 Jug SKU-\d+ 2 Together 4/);
    const parcel = await operator.open(`${path}/packing-slip?parcel=${await parcelOf(id)}`);
    expect(cardOf(parcel.body, 'slip')).toMatch(/Mug SKU-\d+ 3 Together 3/);
    for (const { body } of [open, parcel]) expect(body).not.toContain('£');
    expect((await operator.open(`${path}/packing-slip?parcel=${id}`)).status).toBe(404);
  });

  it('nothing that waits for its payment', async () => {
    const { id, path } = await placed();
    await shop.pool.query(
      `update orders set status = 'PENDING', expires_at = now() + interval '1 hour' where id = $1`,
      [id],
    );
    expect((await operator.open(path)).body).not.toContain(`href="${path}/ship"`);
    const { status, body } = await operator.open(`${path}/ship`);
    expect([status, textOf(body)]).toEqual([409, expect.stringContaining('waits for its payment')]);
  });
});

describe('an operator takes goods back', () => {
  const returnOf = async (id: string) =>
    (await shop.pool.query('select id from order_returns where order_id = $1 order by id desc', [id])).rows[0]
      .id;

  it('announced, received in part, for sale again or thrown away', async () => {
    const { id, mug, path } = await placed();
    await act(`${path}/ship`, { 'units.0': '5', 'units.1': '2' });
    await act(`${path}/return`, { 'units.0': '4', reason: 'Wrong colour' });
    const returned = `${path}/returns/${await returnOf(id)}`;
    expect(cardOf((await operator.open(path)).body, 'returns')).toMatch(
      /announced 4 units of Mug Wrong colour Receive Refuse/,
    );
    // What is announced cannot be announced again.
    const again = await operator.send(await operator.formOf(`${path}/return`), {
      'units.0': '2',
      reason: 'x',
    });
    expect(again.status).toBe(400);

    const tooMany = await operator.send(await operator.formOf(`${returned}/receive`), {
      'restock.0': '3',
      'discard.0': '2',
    });
    expect([tooMany.status, cardOf(tooMany.body, 'action')]).toEqual([
      400,
      expect.stringContaining('Only 4 units can come'),
    ]);
    await act(`${returned}/receive`, { 'restock.0': '2', 'discard.0': '1', refund: 'yes' });
    expect(await stockOf(shop.pool, mug.id)).toBe(17);
    expect(await itemsOf(id)).toMatchObject([{ returned: 3, restocked: 2 }, { returned: 0 }]);
    expect(await owedTo(id, 'order.send-return-received-email')).toBe(1);

    await act(`${returned}/refuse`);
    expect(cardOf((await operator.open(path)).body, 'timeline')).toMatch(/Return refused .*Return received/);
    expect((await operator.open(`${returned}/receive`)).status).toBe(409);
  });
});

describe('an operator sends a mail again', () => {
  const kind = 'order.send-confirmation-email';

  it('that was sent, once, however often the button is pressed', async () => {
    const { id, path } = await placed();
    await shop.pool.query('update outbox_messages set settled_at = now() where subject_id = $1', [id]);
    await shop.pool.query(
      `insert into mail_deliveries (kind, order_id, subject_id, message_id, handed_over_at) values ($1, $2, $2, '<m@shop.example>', now())`,
      [kind, id],
    );
    const resend = `${path}/mails/${kind}/${id}/resend`;
    expect((await operator.open(path)).body).toContain(`href="${resend}"`);
    const review = await operator.formOf(resend);
    expect(cardOf(review.body, 'action')).toContain('gets this mail once more');
    const replies = await Promise.all([operator.confirm(review), operator.confirm(review)]);
    expect(replies.map(({ location }) => location)).toEqual(Array(2).fill(`${path}?done=resent`));
    const open = 'subject_id = $1 and job = $2 and settled_at is null';
    expect(await count(shop.pool, 'outbox_messages', open, [id, kind])).toBe(1);
  });

  it.each(['order.send-confirmation-email', 'catalog.warm-product-cache', 'x'])(
    'of kind %s only where there is one',
    async (kind) => {
      const { id, path } = await placed();
      expect((await operator.open(`${path}/mails/${kind}/${id}/resend`)).status).toBe(404);
    },
  );
});

it('what a stranger wrote is text on every page of an order', async () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
  const { id, path } = await placed();
  await shop.pool.query('update order_items set name = $1 where order_id = $2', [hostile, id]);
  await shop.pool.query('update orders set customer_name = $1 where id = $2', [hostile, id]);
  const ship = await operator.formOf(`${path}/ship`);
  const pages = [
    ship,
    await operator.send(ship, { 'units.0': '1', carrier: hostile }),
    await operator.open(`${path}/packing-slip`),
    await operator.open(`${path}/cancel`),
  ];
  await act(`${path}/ship`, { 'units.0': '1', carrier: hostile, trackingNumber: hostile });
  pages.push(await operator.open(path), await operator.open('/admin/orders'));
  for (const { body } of pages) {
    expect(body).not.toMatch(/<script>alert|<img/);
    expect(textOf(body)).toContain(hostile);
  }
});

it('an operator whose rights end meanwhile changes nothing', async () => {
  const { id, path } = await placed();
  const review = await operator.send(await operator.formOf(`${path}/ship`), { 'units.0': '1' });
  await shop.pool.query(`update users set role = 'CUSTOMER' where id = $1`, [operator.id]);
  expect((await operator.confirm(review)).status).toBe(401);
  await shop.pool.query(`update users set role = 'ADMIN' where id = $1`, [operator.id]);
  expect(await count(shop.pool, 'fulfillments', 'order_id = $1', [id])).toBe(0);
});
