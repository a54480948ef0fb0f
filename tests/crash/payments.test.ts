import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PaymentSimulator, startPaymentSimulator } from '../../src/local/payments/simulator.ts';
import { comparePayments, contradictedPayments } from '../../src/order-payments/compare-payments.ts';
import { createPaymentContext } from '../../src/order-payments/context.ts';
import { createProviders } from '../../src/payments/providers.ts';
import { configFor } from '../setup/api.ts';
import type { ApiProcess } from '../setup/api-process.ts';
import { expectSoundBooks } from '../setup/books.ts';
import type { Answer, Caller } from '../setup/caller.ts';
import { builtEntry } from '../setup/packed.ts';
import { count, insertCart } from '../setup/records.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { type LeftMoney, type PaymentPoint, paymentPoints, requests } from './payment-points.ts';
import { type CrashShop, endOf, HOOK_MS, openCrashShop } from './shop.ts';

/** Processes that start at once. */
const TOGETHER = 3;
const TOTAL = 1_000;
const REFUND = 300;
const SECRET = 'whsec_of_the_test';

/** An order that is ready for what shall be cut off, and what that is. */
interface Ready {
  order: string;
  /** Who asks for it. */
  role: 'CUSTOMER' | 'ADMIN';
  user: string;
  url: string;
  body: object;
  /** Of the payment: where it is in the shop, and at its provider; a `begin` has none yet. */
  payment: string;
  ref: string;
}
interface Died extends Ready {
  endedBy: NodeJS.Signals | null;
  left: LeftMoney;
}

let simulator: PaymentSimulator;
let shop: CrashShop;
let sound: ApiProcess;
let admin: string;
let product: string;
let settings: Record<string, string>;
const died = new Map<PaymentPoint, Died>();

beforeAll(async () => {
  simulator = await startPaymentSimulator({ port: 0 });
  settings = {
    PAYMENT_PROVIDERS: 'stripe',
    STRIPE_SECRET_KEY: 'sk_test_shop',
    STRIPE_WEBHOOK_SECRET: SECRET,
    STRIPE_API_HOST: simulator.url,
  };
  // Not packed: a worker that starts in half the time now and then finds another payment's fold to die behind.
  shop = await openCrashShop(redisUrl, settings, builtEntry);
  admin = await shop.administrator();
  product = (await shop.product({ price: TOTAL / 2, stock: 500 })).id;
  sound = await shop.startApi();
  const isAlone = ({ who, change }: PaymentPoint) => who === 'worker' || change === 'webhook';
  const ready = new Map<PaymentPoint, Ready>();
  await webhooksTo(sound);
  await control('PUT', 'faults', { loseWebhooks: 1 });
  for (const point of paymentPoints) ready.set(point, await prepare(point));
  // One after the other, so that each worker finds one job, and each webhook one process.
  for (const point of paymentPoints.filter(isAlone))
    died.set(point, await dieAlone(point, ready.get(point)!));
  const waiting = paymentPoints.filter((point) => !isAlone(point));
  const dieAll = async () => {
    for (let point = waiting.shift(); point; point = waiting.shift())
      died.set(point, await dieInApi(point, ready.get(point)!));
  };
  await Promise.all(Array.from({ length: TOGETHER }, dieAll));
  shop.startWorker();
}, HOOK_MS);
afterAll(async () => {
  await shop.close();
  await simulator.stop();
});

async function control(method: string, path: string, body?: object): Promise<Answer['body']> {
  const answer = await fetch(`${simulator.url}/control/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return answer.json();
}
const approve = (ref: string) => control('POST', `payments/${ref}/approve`);
const atProvider = async (order: string) => control('GET', `payments?orderId=${order}`);
const as = (api: ApiProcess, { user, role }: Pick<Ready, 'user' | 'role'>): Caller => api.as(user, role);
const ask = (api: ApiProcess, one: Ready) =>
  as(api, one).post(one.url, one.body, { 'idempotency-key': one.order });
const webhooksTo = ({ url }: ApiProcess) =>
  control('PUT', 'webhooks', { url: `${url}/payment-webhooks/stripe`, secret: SECRET });
const read = async (order: string) => (await sound.as(admin, 'ADMIN').get(`/orders/${order}`)).body;
const rows = async (sql: string, order: string) => (await shop.pool.query(sql, [order])).rows;
const entries = (order: string, kind: string) =>
  count(
    shop.pool,
    'payment_entries',
    `kind = '${kind}' and payment_id in (select id from payments where order_id = $1)`,
    [order],
  );

/** What hangs is looked after by its job here, and not by the look of every minute. */
async function lookLater(): Promise<void> {
  for (const table of ['payments', 'payment_operations', 'payment_inbox'])
    await shop.pool.query(`update ${table} set next_look_at = now() + interval '1 hour'`);
}

/** What is captured or let go is held first, what is refunded is paid, and the rest waits for its money. */
async function prepare({ change }: PaymentPoint): Promise<Ready> {
  const user = await shop.customer();
  await insertCart(shop.pool, user, [[product, 2]]);
  const buyer = sound.as(user);
  const capture = change === 'capture' || change === 'void' ? 'onFulfillment' : 'automatic';
  const order = (await buyer.post('/orders', { payment: { provider: 'stripe', capture } })).body.id;
  const url = requests[change].replace('POST ', '').replace(':id', order);
  const base = { order, user, role: 'CUSTOMER' as const, payment: '', ref: '', url };
  if (change === 'begin')
    return { ...base, body: { provider: 'stripe', returnUrl: 'https://shop.example/back' } };
  const begun = await buyer.post(`/orders/${order}/payments`, { provider: 'stripe' });
  expect([begun.status, begun.text]).toEqual([201, begun.text]);
  const [{ ref }] = await atProvider(order);
  const paying = { ...base, payment: begun.headers.location!, ref };
  if (change === 'webhook') return { ...paying, body: {} };
  await approve(ref);
  expect((await buyer.post(`${paying.payment}/refreshes`)).status).toBe(200);
  const bodies = { refund: { amount: REFUND, reason: 'sorry' }, void: { reason: 'fraud' }, capture: {} };
  const body = bodies[change];
  return { ...paying, user: admin, role: 'ADMIN', body, url: url.replace(':id', begun.body.id) };
}

async function dieInApi(point: PaymentPoint, one: Ready): Promise<Died> {
  const api = await shop.startApi(point.event, requests[point.change]);
  await ask(api, one).catch(() => undefined);
  const endedBy = await endOf(api);
  return { ...one, endedBy, left: await find(point, one) };
}

async function dieAlone(point: PaymentPoint, one: Ready): Promise<Died> {
  const { change, who, event, fails } = point;
  await lookLater();
  if (change !== 'webhook') {
    expect((await ask(sound, one)).status).toBe(change === 'void' ? 201 : 202);
    await control('PUT', 'faults', { loseWebhooks: 1, failAfterDoing: fails ? 1 : 0 });
    return dieInWorker(point, one);
  }
  const api = who === 'api' ? await shop.startApi(event, requests.webhook) : sound;
  await webhooksTo(api);
  await control('PUT', 'faults', {});
  await approve(one.ref);
  await control('PUT', 'faults', { loseWebhooks: 1 });
  if (who === 'worker') {
    await until('the webhook is kept', async () => (await find(point, one)).operation === 'kept');
    return dieInWorker(point, one);
  }
  const endedBy = await endOf(api);
  const left = await find(point, one);
  // The provider goes on with whoever answers.
  await webhooksTo(sound);
  await until('the webhook is taken', async () => (await control('GET', 'webhooks')).pending === 0);
  return { ...one, endedBy, left };
}

async function dieInWorker(point: PaymentPoint, one: Ready): Promise<Died> {
  const worker = shop.startWorker(point.event);
  const endedBy = await endOf(worker);
  // One that lives on would take the jobs of the points that follow.
  await worker.stop('SIGKILL');
  await lookLater();
  return { ...one, endedBy, left: await find(point, one) };
}

async function find({ change }: PaymentPoint, { order }: Ready): Promise<LeftMoney> {
  const [there] = await atProvider(order);
  const [state] =
    change === 'webhook'
      ? await rows(
          `select case when settled_at is null then 'kept' else 'settled' end as state from payment_inbox
            where payment_ids ? (select id::text from payments where order_id = $1)`,
          order,
        )
      : await rows(
          `select state from payment_operations where order_id = $1 and kind = '${kindOf(change)}'`,
          order,
        );
  const [{ folded }] = await rows(
    `select exists (select from payment_entries e join payments p on p.id = e.payment_id
                     where p.order_id = $1 and e.kind = '${factOf[change]}')
         or exists (select from payments where order_id = $1 and '${change}' = 'begin' and ref is not null) as folded`,
    order,
  );
  return { operation: state?.state ?? 'none', done: isDone[change](there), folded };
}

const kindOf = (change: string) => (change === 'begin' ? 'CREATE' : change.toUpperCase());
const factOf = { begin: '', capture: 'CAPTURED', void: 'VOIDED', refund: 'REFUNDED', webhook: 'CAPTURED' };
const isDone: Record<PaymentPoint['change'], (there: Answer['body']) => boolean> = {
  begin: (there) => there !== undefined,
  capture: ({ captured }) => captured > 0,
  void: ({ status }) => status === 'canceled',
  refund: ({ refunded }) => refunded > 0,
  webhook: ({ captured }) => captured > 0,
};

/** Asks again under the same key, and waits for what shall come of it. @returns how the order shall stand */
const goOn: Record<PaymentPoint['change'], (one: Died, point: PaymentPoint) => Promise<object>> = {
  async begin(one, { leaves }) {
    const again = await ask(sound, one);
    // What was committed is the attempt that is open.
    expect([again.status, again.text]).toEqual([leaves.operation === 'none' ? 201 : 200, again.text]);
    expect((await ask(sound, one)).text).toBe(again.text);
    await approve((await atProvider(one.order))[0].ref);
    await as(sound, one).post(`${again.headers.location}/refreshes`);
    return { status: 'PLACED', captured: TOTAL, refunded: 0 };
  },
  async capture(one) {
    expect((await ask(sound, one)).status).toBe(202);
    await until('it is taken', async () => (await read(one.order)).captured > 0);
    return { status: 'PLACED', authorized: 0, captured: TOTAL, refunded: 0 };
  },
  async void(one) {
    expect((await ask(sound, one)).status).toBe(201);
    await until('it is let go', async () => (await read(one.order)).authorized === 0);
    return { status: 'CANCELLED', authorized: 0, captured: 0, refunded: 0 };
  },
  async refund(one) {
    const again = await ask(sound, one);
    expect(again.status).toBe(202);
    const isDone = async () => (await sound.as(admin, 'ADMIN').get(again.headers.location!)).body.status;
    await until('it is given back', async () => (await isDone()) === 'SUCCEEDED');
    return { status: 'PLACED', captured: TOTAL, refunded: REFUND };
  },
  async webhook(one) {
    await until(
      'it is settled',
      async () => (await find({ change: 'webhook' } as PaymentPoint, one)).operation === 'settled',
    );
    return { status: 'PLACED', captured: TOTAL, refunded: 0 };
  },
};

describe.each(paymentPoints)('$change: a process ($who) that dies at "$row"', (point) => {
  test('left what the table says', () => {
    const { endedBy, left } = died.get(point)!;
    expect({ endedBy, left }).toEqual({ endedBy: 'SIGKILL', left: point.leaves });
  });

  test('is made up for: provider and order hold the same, once', async () => {
    const one = died.get(point)!;
    const { order } = one;
    const wanted = await goOn[point.change](one, point);
    expect(await read(order)).toMatchObject(wanted);
    const { captured, refunded } = await read(order);
    expect(await atProvider(order)).toMatchObject([{ captured, refunded }]);
    expect(await entries(order, 'CAPTURED')).toBe(captured > 0 ? 1 : 0);
    expect(await entries(order, 'REFUNDED')).toBe(refunded > 0 ? 1 : 0);
    expect(await count(shop.pool, 'payments', 'order_id = $1', [order])).toBe(1);
    const told = `payment_ids ? (select id::text from payments where order_id = $1)`;
    expect(await count(shop.pool, 'payment_inbox', told, [order])).toBe(point.change === 'webhook' ? 1 : 0);
  });
});

test('nothing is owed then, the books of all of them are sound, and the provider says the same', async () => {
  await until('all are told', async () => {
    const { rows } = await shop.pool.query('select 1 from outbox_messages where settled_at is null');
    return rows.length === 0;
  });
  await expectSoundBooks(shop.pool);
  const context = createPaymentContext(shop.pool, createProviders(configFor(shop.url, settings)));
  expect(await contradictedPayments(context)).toEqual([]);
  const since = new Date(Date.now() - 3_600_000);
  expect(await comparePayments(context, { since, fold: false })).toEqual([]);
});
