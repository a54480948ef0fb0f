import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scope, scopes } from '../../../src/accounts/scopes.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { callerOf } from '../../setup/caller.ts';
import { count } from '../../setup/records.ts';
import { logIn, type Operator, textOf } from './operator.ts';

let shop: Shop;
let admin: Operator;
let product: string;
let order: string;
let buyer: string;
beforeAll(async () => {
  shop = await openShop();
  admin = await logIn(shop.app);
  product = (await shop.product()).id;
  const customer = await shop.buyerWith([product, 3]);
  buyer = customer.id;
  order = (await customer.post('/orders')).body.id;
});
afterAll(() => shop.close());

let serial = 0;
/** A member of the staff with a session, and the id of their account. */
async function operatorWith(...given: Scope[]): Promise<Operator> {
  const login = { email: `operator-${++serial}@example.org`, password: 'a long password' };
  const { id } = (await shop.anyone.post('/register', { ...login, name: `Operator ${serial}` })).body;
  await shop.pool.query(`update users set role = 'STAFF', scopes = $2 where id = $1`, [id, given]);
  return logIn(shop.app, login);
}
const navigationOf = (page: string) =>
  [...(/<nav[^>]*>(.*?)<\/nav>/s.exec(page)?.[1] ?? '').matchAll(/href="([^"]+)"/g)].map(([, path]) => path);

describe('the pages of an operator', () => {
  const pages: [path: () => string, scope: Scope | null][] = [
    [() => '/admin', 'orders:read'],
    [() => '/admin/live', 'orders:read'],
    [() => '/admin/orders', 'orders:read'],
    [() => `/admin/orders/${order}`, 'orders:read'],
    [() => `/admin/orders/${order}/packing-slip`, 'orders:read'],
    [() => `/admin/orders/${order}/ship`, 'orders:write'],
    [() => `/admin/orders/${order}/cancel`, 'orders:write'],
    [() => '/admin/mails', 'orders:read'],
    [() => '/admin/products', 'catalog:write'],
    [() => `/admin/products/${product}`, 'catalog:write'],
    [() => `/admin/products/${product}/price`, 'catalog:write'],
    [() => '/admin/shipping-methods', 'settings:write'],
    [() => '/admin/tax-rates', 'settings:write'],
    [() => '/admin/coupons', 'settings:write'],
    [() => '/admin/coupons/add', 'settings:write'],
    [() => '/admin/discounts', 'settings:write'],
    [() => '/admin/webhooks', 'settings:write'],
    [() => '/admin/customers', 'customers:read'],
    [() => `/admin/customers/${buyer}`, 'customers:read'],
    [() => '/admin/queues', 'jobs:write'],
    [() => '/admin/queues/api/queues', 'jobs:write'],
    [() => '/admin/staff', 'staff:write'],
    [() => '/admin/audit', 'staff:write'],
    [() => '/admin/staff/invite', 'staff:write'],
    [() => `/admin/staff/${admin.id}`, 'staff:write'],
    [() => '/admin/api-keys', 'staff:write'],
    [() => '/admin/account', null],
  ];

  test('are those of their scopes, and no other: with all but one, and with that one alone', async () => {
    const byScope = new Map<Scope, { only: Operator; without: Operator }>();
    for (const [path, scope] of pages) {
      if (scope === null) continue;
      let callers = byScope.get(scope);
      if (!callers) {
        const others = scopes.filter((one) => one !== scope);
        callers = { only: await operatorWith(scope), without: await operatorWith(...others) };
        byScope.set(scope, callers);
      }
      const url = path();
      const shown = [(await callers.only.open(url)).status, (await admin.open(url)).status];
      expect([url, ...shown]).toEqual([url, 200, 200]);
      const refused = await callers.without.open(url);
      // Who lands on the overview is led to a page of theirs.
      expect([url, refused.status]).toEqual([url, url === '/admin' ? 303 : 403]);
    }
  });

  test('are in the navigation, and what is not theirs is not', async () => {
    const packer = await operatorWith('orders:read');
    const page = (await packer.open('/admin/orders')).body;
    expect(navigationOf(page)).toEqual([
      '/admin',
      '/admin/orders',
      '/admin/payments',
      '/admin/mails',
      '/docs',
      '/metrics',
      '/admin/account',
      '/admin/logout',
    ]);
    expect(page).toContain('action="/admin/orders"');
    const keeper = await operatorWith('catalog:write');
    expect((await keeper.open('/admin')).location).toBe('/admin/products');
    const shelf = (await keeper.open('/admin/products')).body;
    expect(navigationOf(shelf)).not.toContain('/admin/orders');
    expect(shelf).not.toContain('action="/admin/orders"');
    const nobody = await operatorWith();
    expect((await nobody.open('/admin')).location).toBe('/admin/account');
    expect(navigationOf((await nobody.open('/admin/account')).body)).toEqual([
      '/docs',
      '/metrics',
      '/admin/account',
      '/admin/logout',
    ]);
    expect(navigationOf((await admin.open('/admin')).body)).toContain('/admin/staff');
  });

  test('show no buttons for what they may not do, and nothing is done for who sends the form all the same', async () => {
    const reader = await operatorWith('orders:read');
    const page = (await reader.open(`/admin/orders/${order}`)).body;
    expect(page).toContain('/packing-slip');
    for (const action of ['ship', 'cancel']) expect(page).not.toContain(`/${action}"`);
    expect((await admin.open(`/admin/orders/${order}`)).body).toContain('/ship"');
    const form = await admin.formOf(`/admin/orders/${order}/ship`);
    const sent = await reader.send(form, {});
    expect([sent.status, textOf(sent.body)]).toEqual([403, expect.stringContaining('orders:write')]);
    expect(await count(shop.pool, 'fulfillments')).toBe(0);
  });

  test('lose what is taken from them at once, and say who did something', async () => {
    const packer = await operatorWith('orders:read', 'orders:write');
    const shipped = await packer.confirm(
      await packer.send(await packer.formOf(`/admin/orders/${order}/ship`), { 'units.0': '1' }),
    );
    expect(shipped.location).toBe(`/admin/orders/${order}?done=shipped`);
    const { items } = (await shop.admin.get(`/orders/${order}/events`)).body;
    expect(items.at(-1).actor).toEqual({ role: 'STAFF', id: packer.id });
    await shop.admin.patch(`/staff/${packer.id}`, { scopes: ['catalog:write'] });
    expect((await packer.open('/admin/orders')).status).toBe(403);
    expect((await packer.open('/admin/products')).status).toBe(200);
    await shop.admin.delete(`/staff/${packer.id}`);
    expect((await packer.open('/admin/products')).status).toBe(303);
  });
});

describe('an administrator', () => {
  test('invites somebody, changes their rights and takes them out, each after a look at what will happen', async () => {
    const asked = await admin.send(await admin.formOf('/admin/staff/invite'), {
      email: 'Page@Example.org',
      role: 'STAFF',
      'orders:read': 'yes',
      'jobs:write': 'yes',
    });
    expect(textOf(asked.body)).toContain('See all orders; Queues and failed jobs');
    const [first, again] = [await admin.confirm(asked), await admin.confirm(asked)];
    expect([first.location, again.location]).toEqual(Array(2).fill('/admin/staff?done=invited'));
    const { rows } = await shop.pool.query(`select id, scopes from users where email = 'page@example.org'`);
    const { id } = rows[0];
    expect(rows[0].scopes).toEqual(['orders:read', 'jobs:write']);
    expect(await count(shop.pool, 'mailed_links', 'user_id = $1', [id])).toBe(1);
    await admin.confirm(await admin.formOf(`/admin/staff/${id}/invite-again`));
    expect(await count(shop.pool, 'mailed_links', 'user_id = $1 and used_at is null', [id])).toBe(1);
    const rights = await admin.formOf(`/admin/staff/${id}/rights`);
    expect(rights.body).toMatch(/name="jobs:write" value="yes" checked/);
    expect(rights.body).not.toMatch(/name="orders:write" value="yes" checked/);
    await admin.confirm(await admin.send(rights, { role: 'STAFF', 'catalog:write': 'yes' }));
    expect((await shop.admin.get(`/staff/${id}`)).body.scopes).toEqual(['catalog:write']);
    expect((await admin.open('/admin/staff')).body).toContain('page@example.org');
    await admin.confirm(await admin.formOf(`/admin/staff/${id}/remove`));
    expect(await count(shop.pool, 'users', 'id = $1', [id])).toBe(0);
    const { items } = (await shop.admin.get(`/audit-log?subject=${id}`)).body;
    expect(items.map((item: { action: string }) => item.action)).toEqual([
      'removeStaff',
      'changeStaff',
      'inviteStaffAgain',
      'inviteStaff',
    ]);
  });

  test('is told why something is not done', async () => {
    const form = await admin.formOf('/admin/staff/invite');
    const none = await admin.send(form, { email: 'none', role: 'STAFF' });
    expect([none.status, textOf(none.body)]).toEqual([
      400,
      expect.stringContaining('This is no e-mail address'),
    ]);
    const { email } = (await shop.admin.get(`/staff/${admin.id}`)).body;
    const taken = await admin.confirm(await admin.send(form, { email, role: 'STAFF' }));
    expect([taken.status, textOf(taken.body)]).toEqual([
      409,
      expect.stringContaining('has an account already'),
    ]);
    const leader = await operatorWith('staff:write');
    const more = await leader.send(await leader.formOf('/admin/staff/invite'), {
      email: 'more@example.org',
      role: 'STAFF',
      'orders:read': 'yes',
    });
    expect(textOf((await leader.confirm(more)).body)).toContain(
      'You cannot give what you do not have: orders:read',
    );
    expect((await admin.open(`/admin/staff/${order}`)).status).toBe(404);
  });

  test('makes a key, sees it once and deletes it', async () => {
    const page = await admin.formOf('/admin/api-keys');
    const empty = await admin.send(page, { name: '' });
    expect([empty.status, textOf(empty.body)]).toEqual([400, expect.stringContaining('Say what it is for')]);
    const made = await admin.send(page, { name: '<ERP>', days: '30', 'orders:read': 'yes' });
    const [, key = ''] = /id="new-key">(hf_[\w-]+)</.exec(made.body) ?? [];
    expect(made.body).toContain('The key for &lt;ERP&gt;');
    expect((await callerOf(shop.send, '', key).get('/orders')).status).toBe(200);
    const listed = (await admin.open('/admin/api-keys')).body;
    expect(listed).toContain(key.slice(0, 11));
    expect(listed).not.toContain(key.slice(0, 20));
    const { id } = (await shop.admin.get('/api-keys')).body.items[0];
    const deleted = await admin.confirm(await admin.formOf(`/admin/api-keys/${id}/delete`));
    expect(deleted.location).toBe('/admin/api-keys?done=deleted');
    expect((await callerOf(shop.send, '', key).get('/orders')).status).toBe(401);
    const leader = await operatorWith('staff:write');
    const more = await leader.send(await leader.formOf('/admin/api-keys'), {
      name: 'More',
      'jobs:write': 'yes',
    });
    expect([more.status, textOf(more.body)]).toEqual([403, expect.stringContaining('jobs:write')]);
  });
});
