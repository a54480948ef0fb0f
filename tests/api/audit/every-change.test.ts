import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows } from '../../database/rows.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { staffWith } from '../../setup/staff.ts';
import { expected } from '../role-walk/expected.ts';
import { prepareCall } from '../role-walk/send-operation.ts';

/** What those who work here change by a call of the API, from the table that the OpenAPI document is held against. */
const changes = Object.entries(expected).flatMap(([operation, { scope }]) =>
  // To ask a payment provider how a payment stands changes nothing.
  scope !== undefined && !/^GET |\/refreshes$/.test(operation) ? [[operation, scope] as const] : [],
);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
});
afterAll(() => shop.close());

const entries = async () => (await shop.pool.query('select * from audit_log order by id')).rows;
/** Every row of the shop, without what the publisher makes of owed messages meanwhile. */
async function rowsNow() {
  const rows = await readRows(shop.pool);
  const kept = rows.outbox_messages!.map(({ published_at, next_look_at, ...message }) => message);
  return { ...rows, outbox_messages: kept.sort((a, b) => String(a.id).localeCompare(String(b.id))) };
}
const operationIdOf = (operation: string) =>
  shop.operations.find(({ method, path }) => `${method} ${path}` === operation)?.spec.operationId;

describe.each(changes)('%s by somebody of the staff', (operation, scope) => {
  test('is one entry of the audit log: who, from where, what', async () => {
    const [buyer, staff] = [await shop.buyer(), await staffWith(shop, scope)];
    const call = await prepareCall(shop, operation, buyer);
    const before = await entries();
    const { status, text } = await staff.send(call);
    expect([status, text]).toEqual([expect.toSatisfy((one) => one < 300), text]);
    const made = (await entries()).slice(before.length);
    expect(made).toMatchObject([
      { actor_role: 'STAFF', actor_id: staff.id, address: '127.0.0.1', action: operationIdOf(operation) },
    ]);
  });

  test('is undone where it cannot be recorded', async () => {
    const [buyer, staff] = [await shop.buyer(), await staffWith(shop, scope)];
    const call = await prepareCall(shop, operation, buyer);
    const before = await rowsNow();
    await shop.pool.query(`
      create or replace function no_audit() returns trigger language plpgsql as $$ begin raise 'no audit'; end $$;
      create trigger no_audit before insert on audit_log for each row execute function no_audit()`);
    const { status } = await staff.send(call);
    await shop.pool.query('drop trigger no_audit on audit_log');
    expect(status).toBe(500);
    expect(await rowsNow()).toEqual(before);
  });
});

test.each(['POST /orders/{id}/cancellations', 'POST /orders/{id}/returns'])(
  '%s by the buyer is none',
  async (operation) => {
    const buyer = await shop.buyer();
    const call = await prepareCall(shop, operation, buyer);
    const before = await entries();
    expect((await buyer.send(call)).status).toBe(201);
    expect(await entries()).toEqual(before);
  },
);

test('what changes nothing is none: the same again, and a repeat under an Idempotency-Key', async () => {
  const product = await shop.product();
  const [url, key] = [`/products/${product.id}`, { 'idempotency-key': 'once' }];
  await shop.admin.patch(url, { price: 7 });
  await shop.admin.post(`${url}/stock-adjustments`, { delta: 1, reason: 'R' }, key);
  const before = await entries();
  await shop.admin.patch(url, { price: 7 });
  await shop.admin.patch('/prices', { items: [{ id: product.id, price: 7 }] });
  await shop.admin.post(`${url}/stock-adjustments`, { delta: 1, reason: 'R' }, key);
  expect(await entries()).toEqual(before);
});

test('what was before and is from then on stands in it', async () => {
  const product = await shop.product({ price: 100, stock: 5 });
  const url = `/products/${product.id}`;
  await shop.admin.patch(url, { price: 200, description: 'x'.repeat(3_000) });
  await shop.admin.post(`${url}/stock-adjustments`, { delta: -2, reason: 'Broken' });
  await shop.admin.delete(url);
  await shop.admin.patch(url, { archived: false });
  const { body } = await shop.admin.get(`/audit-log?subject=${product.id}`);
  expect(body.items.map(({ before, after }: { before: unknown; after: unknown }) => [before, after])).toEqual(
    [
      [{ archived: true }, { archived: false }],
      [{ archived: false }, { archived: true }],
      [{ stockQuantity: 5 }, { stockQuantity: 3, reason: 'Broken' }],
      [
        { price: 100, description: '' },
        { price: 200, description: `${'x'.repeat(1_000)}…` },
      ],
    ],
  );
});

test('of many prices in one call each product has its own entry', async () => {
  const products = [await shop.product({ price: 1 }), await shop.product({ price: 2 })];
  const before = await entries();
  await shop.admin.patch('/prices', { items: products.map(({ id }) => ({ id, price: 2 })) });
  expect((await entries()).slice(before.length)).toMatchObject([
    { subject_id: products[0]!.id, before: { price: 1 }, after: { price: 2 } },
  ]);
});

test('an order’s entry tells its version and what happened, and nothing of the customer', async () => {
  const product = await shop.product();
  const buyer = await shop.buyerWith([product.id, 2]);
  const { id } = (await buyer.post('/orders')).body;
  const note = 'call Ada on 555';
  const { body } = await shop.admin.post(`/orders/${id}/cancellations`, { reason: 'fraud', note });
  const { body: log } = await shop.admin.get(`/audit-log?subject=${id}&action=cancelOrder`);
  expect(log.items).toEqual([
    {
      id: expect.any(String),
      at: expect.any(String),
      actor: { role: 'ADMIN', id: shop.admin.id },
      address: '127.0.0.1',
      action: 'cancelOrder',
      subject: { type: 'order', id },
      before: { version: 1 },
      after: {
        version: 2,
        event: 'order.cancelled',
        cancellationId: body.id,
        reason: 'fraud',
        restock: true,
        refund: true,
      },
    },
  ]);
  expect(JSON.stringify(await entries())).not.toContain('Ada');
});

test('a login of somebody who works here is an entry, and that of a customer is none', async () => {
  const { ensureAdmin } = await import('../../../src/accounts/ensure-admin.ts');
  const admin = { email: 'admin@example.org', password: 'correct horse' };
  const ada = { email: 'ada@example.org', password: 'correct horse' };
  await ensureAdmin(shop.app.orm.em.fork(), admin);
  await shop.anyone.post('/register', { ...ada, name: 'Ada' });
  const before = await entries();
  await shop.anyone.post('/login', admin);
  await shop.anyone.post('/login', ada);
  await shop.anyone.post('/login', { ...admin, password: 'wrong' });
  const made = (await entries()).slice(before.length);
  expect(made).toMatchObject([{ actor_role: 'ADMIN', action: 'login', subject_type: 'user' }]);
  expect(made[0].subject_id).toBe(made[0].actor_id);
});
