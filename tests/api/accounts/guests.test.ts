import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { type Caller, callerOf } from '../../setup/caller.ts';
import { type Guest, newGuest } from '../../setup/guests.ts';
import { count, type ProductRecord } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';
import { forgeToken } from '../../setup/tokens.ts';
import { tally } from '../../setup/two-apis.ts';
import { until } from '../../setup/wait.ts';

const password = 'correct horse battery';
let shop: Shop;
let mug: ProductRecord;
let cup: ProductRecord;
let serial = 0;
beforeAll(async () => {
  shop = await openShop();
  [mug, cup] = [await shop.product({ stock: 1_000_000 }), await shop.product()];
});
afterAll(() => shop.close());

const newEmail = () => `person-${++serial}@example.org`;
const login = (email: string, guest?: Caller, secret = password) =>
  (guest ?? shop.anyone).post('/login', { email, password: secret });
const refresh = (guest: Guest) =>
  shop.anyone.post('/token/refresh', { refreshToken: guest.tokens.refreshToken });
const cartOf = async (who: Caller) => {
  const { body } = await who.get('/cart');
  return body.items.map((line: { productId: string; quantity: number }) => [line.productId, line.quantity]);
};
/** An account, logged in. */
async function member(
  ...lines: [productId: string, quantity: number][]
): Promise<Caller & { email: string }> {
  const email = newEmail();
  const { body } = await shop.anyone.post('/register', { email, password, name: 'Ada' });
  const { accessToken } = (await login(email)).body;
  const caller = callerOf(shop.send, body.id, accessToken);
  await caller.put('/cart', { items: lines.map(([productId, quantity]) => ({ productId, quantity })) });
  return { ...caller, email };
}

describe('POST /guests', () => {
  test('201: tokens as of a login, of somebody without e-mail and name', async () => {
    const answer = await shop.anyone.post('/guests', {});
    expect([answer.status, Object.keys(answer.body)]).toEqual([
      201,
      ['accessToken', 'tokenType', 'expiresIn', 'refreshToken'],
    ]);
    const { body } = await callerOf(shop.send, '', answer.body.accessToken).get('/me');
    expect(body).toMatchObject({ role: 'GUEST', email: null, name: null });
    expect((await shop.anyone.post('/guests', { name: 'Ada' })).body.code).toBe('validation_failed');
  });

  test('the refresh token is good for 30 days, its next one is a guest again, and logout ends it', async () => {
    const guest = await newGuest(shop);
    const { rows } = await shop.pool.query(
      `select expires_at - created_at between interval '719 hours' and interval '721 hours' as is_month
         from refresh_tokens where user_id = $1`,
      [guest.id],
    );
    expect(rows).toEqual([{ is_month: true }]);
    const next = await refresh(guest);
    const again = callerOf(shop.send, guest.id, next.body.accessToken);
    expect((await again.get('/me')).body).toMatchObject({ id: guest.id, role: 'GUEST' });
    expect((await again.post('/logout')).status).toBe(204);
    expect((await again.get('/cart')).status).toBe(401);
  });

  test('a guest buys: cart, order, its records; another guest does not find it, an administrator does', async () => {
    const [guest, other] = [await newGuest(shop, [mug.id, 2]), await newGuest(shop)];
    const order = (await guest.post('/orders', undefined, { 'idempotency-key': 'guest' })).body;
    expect(order).toMatchObject({ status: 'PLACED', items: [{ productId: mug.id, quantity: 2 }] });
    expect(order.customer).toBeUndefined();
    expect((await guest.get(`/orders/${order.id}`)).body.id).toBe(order.id);
    expect((await guest.get('/orders')).body.items).toHaveLength(1);
    expect((await guest.get(`/orders/${order.id}/events`)).body.items).toMatchObject([
      { type: 'order.placed' },
    ]);
    expect((await other.get(`/orders/${order.id}`)).status).toBe(404);
    expect((await other.post(`/orders/${order.id}/cancellations`, { reason: 'customer' })).status).toBe(404);
    expect((await other.get('/orders')).body.items).toEqual([]);
    const customer = { id: guest.id, name: null, email: null };
    expect((await shop.admin.get(`/orders/${order.id}`)).body.customer).toEqual(customer);
    expect((await shop.admin.get(`/orders?customerId=${guest.id}`)).body.items).toMatchObject([{ customer }]);
    expect((await guest.post(`/orders/${order.id}/cancellations`, { reason: 'customer' })).status).toBe(201);
  });

  test.each([
    ['GET', '/customers'],
    ['GET', '/jobs'],
    ['POST', '/products'],
  ] as const)('403 for a guest: %s %s', async (method, url) => {
    const guest = await newGuest(shop);
    expect((await guest.send({ method, url, body: method === 'GET' ? undefined : {} })).status).toBe(403);
  });
});

describe('POST /register with the token of a guest', () => {
  const register = (who: Caller, email: string) => who.post('/register', { email, password, name: 'Ada' });

  test('makes the account of the guest: same id, cart, orders and logins stay', async () => {
    const [guest, email] = [await newGuest(shop, [mug.id, 2]), newEmail()];
    const order = (await guest.post('/orders')).body;
    await guest.put('/cart', { items: [{ productId: cup.id, quantity: 3 }] });
    const answer = await register(guest, email);
    expect([answer.status, answer.body]).toMatchObject([201, { id: guest.id, email, role: 'CUSTOMER' }]);
    // The access token of before goes on, and the next one is that of a customer.
    expect(await cartOf(guest)).toEqual([[cup.id, 3]]);
    const tokens = [(await refresh(guest)).body, (await login(email)).body];
    for (const { accessToken } of tokens) {
      const customer = callerOf(shop.send, guest.id, accessToken);
      expect((await customer.get('/me')).body).toMatchObject({ id: guest.id, role: 'CUSTOMER' });
      expect((await customer.get(`/orders/${order.id}`)).status).toBe(200);
      expect(await cartOf(customer)).toEqual([[cup.id, 3]]);
    }
  });

  test('twice: the repeat is told that the address is taken, another address that the guest has an account', async () => {
    const [guest, email] = [await newGuest(shop), newEmail()];
    expect((await register(guest, email)).status).toBe(201);
    const repeat = await register(guest, email);
    expect([repeat.status, repeat.body.code]).toEqual([409, 'email_taken']);
    const other = await register(guest, newEmail());
    expect([other.status, other.body.code]).toEqual([409, 'already_registered']);
    expect(await count(shop.pool, 'users', 'id = $1 and email = $2', [guest.id, email])).toBe(1);
  });

  test('two tabs at once make one account, and two guests that want one address get one', async () => {
    const guest = await newGuest(shop);
    const tabs = await Promise.all([register(guest, newEmail()), register(guest, newEmail())]);
    expect(tally(tabs.map(({ status }) => status))).toEqual({ 201: 1, 409: 1 });
    const [guests, email] = [await Promise.all([newGuest(shop), newGuest(shop)]), newEmail()];
    const answers = await Promise.all(guests.map((one) => register(one, email)));
    expect(tally(answers.map(({ status, body }) => body.code ?? status))).toEqual({ 201: 1, email_taken: 1 });
    const roles = await Promise.all(guests.map(async (one) => (await one.get('/me')).body.role));
    expect(tally(roles)).toEqual({ CUSTOMER: 1, GUEST: 1 });
  });

  test('of one that has expired is refused, not taken for nobody: the cart would be lost', async () => {
    const [guest, email] = [await newGuest(shop), newEmail()];
    const expired = (role: string) =>
      callerOf(shop.send, '', forgeToken({ id: guest.id, role }, { claims: { exp: 1_700_000_000 } }));
    for (const answer of [await register(expired('GUEST'), email), await login(email, expired('GUEST'))])
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(await count(shop.pool, 'users', 'email = $1', [email])).toBe(0);
    // A customer's, and what is no token at all, never stood in the way.
    expect((await register(expired('CUSTOMER'), email)).status).toBe(201);
    expect((await login(email, callerOf(shop.send, '', 'none'))).status).toBe(200);
  });
});

describe('POST /login with the token of a guest', () => {
  test('adds the cart of the guest to that of the account and ends the login of the guest', async () => {
    const [ada, guest] = [await member([mug.id, 5]), await newGuest(shop, [mug.id, 2], [cup.id, 1])];
    expect((await login(ada.email, guest)).status).toBe(200);
    expect(await cartOf(ada)).toEqual([
      [mug.id, 7],
      [cup.id, 1],
    ]);
    expect(await count(shop.pool, 'cart_items', 'user_id = $1', [guest.id])).toBe(0);
    expect((await guest.get('/cart')).status).toBe(401);
    expect((await refresh(guest)).body.code).toBe('invalid_refresh_token');
  });

  test('leaves the orders of the guest where they are', async () => {
    const [guest, ada] = [await newGuest(shop, [mug.id, 1]), await member()];
    const order = (await guest.post('/orders')).body;
    await login(ada.email, guest);
    expect((await ada.get(`/orders/${order.id}`)).status).toBe(404);
  });

  test('with a wrong password changes nothing', async () => {
    const [guest, ada] = [await newGuest(shop, [mug.id, 2]), await member([cup.id, 1])];
    expect((await login(ada.email, guest, 'wrong')).body.code).toBe('invalid_credentials');
    expect([await cartOf(guest), await cartOf(ada)]).toEqual([[[mug.id, 2]], [[cup.id, 1]]]);
    expect((await refresh(guest)).status).toBe(200);
  });

  test('ten tabs at once: each is logged in, and the cart is added once', async () => {
    const [ada, guest] = [await member([mug.id, 5]), await newGuest(shop, [mug.id, 2], [cup.id, 1])];
    const tabs = await Promise.all(Array.from({ length: 10 }, () => login(ada.email, guest)));
    expect(tally(tabs.map(({ status }) => status))).toEqual({ 200: 10 });
    expect(await cartOf(ada)).toEqual([
      [mug.id, 7],
      [cup.id, 1],
    ]);
    // And one more with the token that has ended.
    expect((await login(ada.email, guest)).status).toBe(200);
  });

  test('two guests at once, one account: both carts are added', async () => {
    const ada = await member();
    const guests = await Promise.all([newGuest(shop, [mug.id, 2]), newGuest(shop, [mug.id, 3], [cup.id, 1])]);
    await Promise.all(guests.map((guest) => login(ada.email, guest)));
    expect((await cartOf(ada)).toSorted()).toEqual(
      [
        [mug.id, 5],
        [cup.id, 1],
      ].toSorted(),
    );
  });

  test('beside the order of the guest: what was in the cart is ordered or merged, never both', async () => {
    const ada = await member();
    let ordered = 0;
    for (let round = 0; round < 10; round++) {
      const guest = await newGuest(shop, [mug.id, 1], [cup.id, 1]);
      const [order] = await Promise.all([guest.post('/orders'), login(ada.email, guest)]);
      if (order.status === 201) ordered++;
    }
    const units = (await cartOf(ada)).map(([, quantity]: [string, number]) => quantity);
    expect(units).toEqual(ordered === 10 ? [] : [10 - ordered, 10 - ordered]);
  });

  test('waits for who holds the cart, begins anew rather than keep others waiting, and then merges', async () => {
    const [guest, ada] = [await newGuest(shop, [mug.id, 2]), await member()];
    let answer: ReturnType<typeof login> | undefined;
    await asRival(shop.pool, async (rival) => {
      await rival.query('select from cart_items where user_id = $1 for update', [guest.id]);
      answer = login(ada.email, guest);
      const begun = new Set<string>();
      await until('the login has begun anew', async () => {
        const { rows } = await shop.pool.query<{ began: string }>(
          `select xact_start::text as began from pg_stat_activity
            where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
        );
        for (const { began } of rows) begun.add(began);
        return begun.size > 1;
      });
    });
    expect((await answer)?.status).toBe(200);
    expect(await cartOf(ada)).toEqual([[mug.id, 2]]);
  });

  test('beside the registration of the guest in another tab: the account that the guest becomes keeps the cart', async () => {
    const [guest, ada] = [await newGuest(shop, [mug.id, 2]), await member()];
    let answer: ReturnType<typeof login> | undefined;
    await asRival(shop.pool, async (rival) => {
      const values = [guest.id, newEmail()];
      await rival.query(`update users set role = 'CUSTOMER', email = $2, name = 'Bob' where id = $1`, values);
      answer = login(ada.email, guest);
      const waiting = 'datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0';
      await until('the login waits', () => count(shop.pool, 'pg_stat_activity', waiting));
    });
    expect((await answer)?.status).toBe(200);
    expect([await cartOf(guest), await cartOf(ada)]).toEqual([[[mug.id, 2]], []]);
    expect((await refresh(guest)).status).toBe(200);
  });

  describe('that dies before the login of the guest has ended', () => {
    afterEach(() => shop.pool.query('drop trigger dies on refresh_tokens; drop function dies'));

    test('has done nothing', async () => {
      const [guest, ada] = [await newGuest(shop, [mug.id, 2]), await member([cup.id, 1])];
      const logins = () => count(shop.pool, 'refresh_tokens', 'user_id = $1', [ada.id]);
      const before = await logins();
      await shop.pool.query(`
        create function dies() returns trigger language plpgsql as $$ begin raise 'died'; end $$;
        create trigger dies before update on refresh_tokens for each row
          when (new.user_id = '${guest.id}') execute function dies()`);
      expect((await login(ada.email, guest)).status).toBe(500);
      expect([await cartOf(guest), await cartOf(ada), await logins()]).toEqual([
        [[mug.id, 2]],
        [[cup.id, 1]],
        before,
      ]);
    });
  });

  test('who has become an account meanwhile keeps cart and login', async () => {
    const [guest, ada] = [await newGuest(shop, [mug.id, 2]), await member()];
    const email = newEmail();
    await guest.post('/register', { email, password, name: 'Bob' });
    for (const address of [email, ada.email]) expect((await login(address, guest)).status).toBe(200);
    expect([await cartOf(guest), await cartOf(ada)]).toEqual([[[mug.id, 2]], []]);
    expect((await refresh(guest)).status).toBe(200);
  });

  test('of an administrator, who has no cart, leaves the guest alone', async () => {
    const [guest, boss] = [await newGuest(shop, [mug.id, 2]), await member()];
    await shop.pool.query(`update users set role = 'ADMIN' where id = $1`, [boss.id]);
    expect((await login(boss.email, guest)).status).toBe(200);
    expect(await cartOf(guest)).toEqual([[mug.id, 2]]);
  });
});
