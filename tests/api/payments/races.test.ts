import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contradictedPayments } from '../../../src/order-payments/compare-payments.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { count, stockOf } from '../../setup/records.ts';
import { openTill, type Paying, type Till } from '../../setup/till.ts';
import { until } from '../../setup/wait.ts';

let till: Till;
let productId: string;
const noWebhooks = { loseWebhooks: 1 };
beforeAll(async () => {
  till = await openTill();
  productId = (await till.shop.product({ price: 500, stock: 1_000 })).id;
});
afterEach(() => till.faults({}));
afterAll(async () => {
  await expectSoundBooks(till.shop.pool);
  await till.close();
});

const read = async ({ order }: Paying) => (await till.shop.admin.get(order)).body;
const isPlaced = (paying: Paying) =>
  until('the order is placed', async () => (await read(paying)).status === 'PLACED');
const held = async ({ id }: Paying) => {
  const all = await till.rows(id);
  return all.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
};
const entries = (paying: Paying, kind: string) =>
  count(
    till.shop.pool,
    'payment_entries',
    `kind = '${kind}' and payment_id in (select id from payments where order_id = '${paying.id}')`,
  );
const confirmations = ({ id }: Paying) =>
  count(
    till.shop.pool,
    'outbox_messages',
    `job = 'order.send-confirmation-email' and payload->>'orderId' = '${id}'`,
  );
const inbox = () => count(till.shop.pool, 'payment_inbox', 'settled_at is null');
/** Applies what webhooks brought, as their jobs do. */
const deliver = async (paying: Paying) => {
  await until('a webhook came', async () => (await inbox()) > 0);
  await till.settle();
  await isPlaced(paying);
};

describe('money that a provider tells of', () => {
  test('places the order by a webhook alone: it is asked what is true, and nothing of the body is kept', async () => {
    const paying = await till.pay(productId, 2);
    expect((await paying.buyer.get(paying.payment)).body.nextAction).toMatchObject({ type: 'redirect' });
    await till.move(paying.ref, 'approve');
    await deliver(paying);
    expect(await read(paying)).toMatchObject({ captured: 1_000, paymentStatus: 'PAID', expiresAt: null });
    expect((await paying.buyer.get(paying.payment)).body).toMatchObject({ nextAction: null });
    expect(await confirmations(paying)).toBe(1);
  });

  test('places it with every webhook lost', async () => {
    await till.faults(noWebhooks);
    const paying = await till.pay(productId, 2);
    await till.move(paying.ref, 'approve');
    await till.settle();
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000 });
  });

  test('counts once, however many webhooks and returns tell of it at once', async () => {
    await till.faults({ doubleWebhooks: 1, reorderWebhooks: 1 });
    const paying = await till.pay(productId, 2);
    await till.move(paying.ref, 'approve');
    await Promise.all([
      ...Array.from({ length: 8 }, () => paying.buyer.post(`${paying.payment}/refreshes`)),
      deliver(paying),
    ]);
    expect([await entries(paying, 'CAPTURED'), await confirmations(paying)]).toEqual([1, 1]);
    expect(await read(paying)).toMatchObject({ captured: 1_000, version: 3 });
  });

  test('that is declined leaves the order waiting; the next try is a new attempt', async () => {
    const paying = await till.pay(productId, 1);
    await till.move(paying.ref, 'decline');
    await paying.buyer.post(`${paying.payment}/refreshes`);
    expect((await paying.buyer.get(paying.payment)).body.status).toBe('FAILED');
    const again = await paying.buyer.post(`${paying.order}/payments`, {
      provider: 'simulator',
      returnUrl: 'https://shop.example/back',
    });
    expect(again.status).toBe(201);
    const old = (await paying.buyer.get(paying.payment)).body;
    expect(['EXPIRED', 'VOIDED']).toContain(old.status);
    expect(await read(paying)).toMatchObject({ status: 'PENDING', paymentStatus: 'UNPAID' });
  });

  test('of a bank that takes days keeps the stock that long', async () => {
    const paying = await till.pay(productId, 1);
    await till.move(paying.ref, 'pay-later');
    await till.settle();
    const order = await read(paying);
    expect(order).toMatchObject({ status: 'PENDING', paymentStatus: 'PROCESSING' });
    expect(Date.parse(order.expiresAt) - Date.now()).toBeGreaterThan(13 * 86_400_000);
    const list = await till.shop.admin.get('/orders?paymentStatus=PROCESSING');
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(paying.id);
    const second = await paying.buyer.post(`${paying.order}/payments`, { provider: 'manual' });
    expect(second.body.code).toBe('payment_in_progress');
  });
});

describe('two attempts', () => {
  test('that are both paid take the money once: the surplus goes back by itself', async () => {
    await till.faults(noWebhooks);
    const first = await till.pay(productId, 2);
    const second = await first.buyer.post(`${first.order}/payments`, { provider: 'simulator' });
    expect(second.status).toBe(201);
    const other = (await till.rows(first.id)).find(({ ref }) => ref !== first.ref)!;
    // The page had been ended; a bank that did not hear of it takes the money all the same.
    await Promise.all([till.move(first.ref, 'approve', { late: true }), till.move(other.ref, 'approve')]);
    await till.shop.admin.post(`${first.payment}/refreshes`);
    await till.shop.admin.post(`${second.headers.location}/refreshes`);
    expect(await read(first)).toMatchObject({ captured: 2_000, refunded: 0, paymentStatus: 'OVERPAID' });
    await till.settle();
    expect(await held(first)).toBe(1_000);
    // The buyer has paid once, and got nothing back on what was bought.
    const settled = { status: 'PLACED', captured: 1_000, refunded: 0, paymentStatus: 'PAID' };
    expect(await read(first)).toMatchObject(settled);
    expect(await contradictedPayments(till.shop.app.payments)).toEqual([]);
    expect(await confirmations(first)).toBe(1);
  });

  test('begun at once are one', async () => {
    const buyer = await till.shop.buyerWith([productId, 1]);
    const placed = await buyer.post('/orders', { payment: { provider: 'simulator' } });
    const begin = () => buyer.post(`${placed.headers.location}/payments`, { provider: 'simulator' });
    const answers = await Promise.all(Array.from({ length: 6 }, begin));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await till.rows(placed.body.id)).toHaveLength(1);
  });
});

describe('a page of a payment of which the shop does not know', () => {
  test('places the order once it is paid, by the id that it carries; the other page is ended', async () => {
    const paying = await till.pay(productId, 2);
    await till.move(await till.secondPage(paying), 'approve');
    await deliver(paying);
    expect(await read(paying)).toMatchObject({ captured: 1_000, refunded: 0, paymentStatus: 'PAID' });
    expect((await till.rows(paying.id))[0]).toMatchObject({ ref: paying.ref, status: 'expired' });
  });

  test('takes the money once where both are paid', async () => {
    const paying = await till.pay(productId, 2);
    const other = await till.secondPage(paying);
    await Promise.all([till.move(other, 'approve'), till.move(paying.ref, 'approve')]);
    await until('both are told', async () => {
      await till.settle();
      return (await held(paying)) === 1_000;
    });
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000, refunded: 0 });
    expect(await confirmations(paying)).toBe(1);
  });

  test('and that holds money which is not taken is ended: the hold is let go', async () => {
    const paying = await till.pay(productId, 2, 'onFulfillment');
    const other = await till.secondPage(paying, 'manual');
    await till.move(other, 'approve');
    await until('it is ended', async () => {
      await till.settle();
      return (await till.rows(paying.id)).some(({ ref, status }) => ref === other && status === 'canceled');
    });
    expect(await read(paying)).toMatchObject({ status: 'PENDING', authorized: 0, captured: 0 });
  });
});

describe('an order whose time is over', () => {
  test('expires once its provider has ended the attempt, and not before', async () => {
    const paying = await till.pay(productId, 3);
    const before = await stockOf(till.shop.pool, productId);
    await till.faults({ failBeforeDoing: 1 });
    await till.expire(paying.id);
    expect((await read(paying)).status).toBe('PENDING');
    await till.settle();
    await till.expire(paying.id);
    expect(await read(paying)).toMatchObject({ status: 'CANCELLED', captured: 0 });
    expect(await stockOf(till.shop.pool, productId)).toBe(before + 3);
    expect((await till.rows(paying.id))[0]!.status).toMatch(/canceled|expired/);
  });

  test('is placed where it was paid at the last moment: its provider is asked first', async () => {
    await till.faults(noWebhooks);
    const paying = await till.pay(productId, 1);
    await till.move(paying.ref, 'approve');
    await till.expire(paying.id);
    await till.settle();
    await till.expire(paying.id);
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 500 });
  });

  /** Expired, and paid after that. */
  async function paidTooLate(id: string, quantity: number, meanwhile = async () => {}) {
    await till.faults(noWebhooks);
    const paying = await till.pay(id, quantity);
    await till.expire(paying.id);
    await till.settle();
    await till.expire(paying.id);
    expect((await read(paying)).status).toBe('CANCELLED');
    await meanwhile();
    await till.move(paying.ref, 'approve', { late: true });
    await till.shop.admin.post(`${paying.payment}/refreshes`);
    await till.settle();
    return paying;
  }

  test('and that is paid too late is placed again where its units are still there: stock is taken once more', async () => {
    const { id } = await till.shop.product({ price: 500, stock: 5 });
    const paying = await paidTooLate(id, 2);
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000, refunded: 0 });
    expect(await stockOf(till.shop.pool, id)).toBe(3);
    expect(await confirmations(paying)).toBe(1);
    const { items } = (await till.shop.admin.get(`${paying.order}/events`)).body;
    expect(items.at(-1)).toMatchObject({ type: 'order.placed', data: { revived: true } });
    expect((await till.shop.admin.post(`${paying.order}/fulfillments`, {})).status).toBe(201);
  });

  test('and that is paid too late stays cancelled where they are sold: all of it is given back', async () => {
    const { id } = await till.shop.product({ price: 500, stock: 2 });
    const sell = async () => {
      const buyer = await till.shop.buyerWith([id, 1]);
      expect((await buyer.post('/orders')).status).toBe(201);
    };
    const paying = await paidTooLate(id, 2, sell);
    expect(await read(paying)).toMatchObject({ status: 'CANCELLED', captured: 1_000, refunded: 1_000 });
    expect(await held(paying)).toBe(0);
    expect(await stockOf(till.shop.pool, id)).toBe(1);
    expect(await confirmations(paying)).toBe(0);
  });

  test('that somebody cancelled is not placed again by money that comes then', async () => {
    await till.faults(noWebhooks);
    const paying = await till.pay(productId, 1);
    await paying.buyer.post(`${paying.order}/cancellations`, { reason: 'customer' });
    await till.settle();
    await till.move(paying.ref, 'approve', { late: true });
    await till.shop.admin.post(`${paying.payment}/refreshes`);
    await till.settle();
    expect(await read(paying)).toMatchObject({ status: 'CANCELLED', refunded: 500 });
    expect(await held(paying)).toBe(0);
  });
});

describe('an answer that is lost', () => {
  test('while a page is begun: 503, and the same page again', async () => {
    const buyer = await till.shop.buyerWith([productId, 1]);
    const placed = await buyer.post('/orders', { payment: { provider: 'simulator' } });
    await till.faults({ failAfterDoing: 1 });
    const returnUrl = 'https://shop.example/back';
    const pay = () => buyer.post(`${placed.headers.location}/payments`, { provider: 'simulator', returnUrl });
    expect((await pay()).status).toBe(503);
    const again = await pay();
    expect([again.status, again.body.nextAction.type]).toEqual([200, 'redirect']);
    expect(await till.rows(placed.body.id)).toHaveLength(1);
  });

  test('while a payment is begun, and it is paid: the buyer who comes back is enough', async () => {
    await till.faults({ ...noWebhooks, failAfterDoing: 1 });
    const buyer = await till.shop.buyerWith([productId, 1]);
    const placed = await buyer.post('/orders', { payment: { provider: 'simulator' } });
    const order = placed.headers.location!;
    const body = { provider: 'simulator', returnUrl: 'https://shop.example/back' };
    expect((await buyer.post(`${order}/payments`, body)).status).toBe(503);
    const { ref } = (await till.rows(placed.body.id))[0]!;
    await till.move(ref, 'approve');
    const [{ id }] = (await buyer.get(`${order}/payments`)).body.items;
    const looked = await buyer.post(`${order}/payments/${id}/refreshes`);
    expect([looked.status, looked.body.status]).toEqual([200, 'CAPTURED']);
    expect((await buyer.get(order)).body).toMatchObject({ status: 'PLACED', captured: 500 });
    expect(await till.rows(placed.body.id)).toHaveLength(1);
  });

  test('while a payment is begun: 503, and and the same attempt again', async () => {
    const buyer = await till.shop.buyerWith([productId, 1]);
    const placed = await buyer.post('/orders', { payment: { provider: 'simulator' } });
    await till.faults({ failAfterDoing: 1 });
    const pay = () => buyer.post(`${placed.headers.location}/payments`, { provider: 'simulator' });
    const lost = await pay();
    expect([lost.status, lost.body.code]).toEqual([503, 'payment_provider_unavailable']);
    const again = await pay();
    expect([again.status, again.body.nextAction.type]).toEqual([200, 'clientSecret']);
    const { items } = (await buyer.get(`${placed.headers.location}/payments`)).body;
    expect(items).toEqual([again.body]);
  });

  test('of a capture: with the first parcel the money is taken, once', async () => {
    await till.faults(noWebhooks);
    const paying = await till.pay(productId, 2, 'onFulfillment');
    await till.move(paying.ref, 'approve');
    await till.settle();
    expect(await read(paying)).toMatchObject({
      status: 'PLACED',
      paymentStatus: 'AUTHORIZED',
      authorized: 1_000,
      captured: 0,
    });
    await till.faults({ ...noWebhooks, failAfterDoing: 1 });
    const items = [{ productId, quantity: 1 }];
    await till.shop.admin.post(`${paying.order}/fulfillments`, { items });
    await till.shop.admin.post(`${paying.order}/fulfillments`, { items });
    await till.settle();
    expect(await read(paying)).toMatchObject({ captured: 1_000, authorized: 0, paymentStatus: 'PAID' });
    expect(await entries(paying, 'CAPTURED')).toBe(1);
    expect(await held(paying)).toBe(1_000);
  });

  test('of a refund: it is given back once', async () => {
    await till.faults(noWebhooks);
    const paying = await till.pay(productId, 2);
    await till.move(paying.ref, 'approve');
    await till.settle();
    await till.faults({ ...noWebhooks, failAfterDoing: 2 });
    const made = await till.shop.admin.post(`${paying.order}/refunds`, { amount: 300, reason: 'sorry' });
    expect([made.status, made.body.status]).toEqual([202, 'PENDING']);
    await till.settle();
    expect((await till.shop.admin.get(made.headers.location!)).body.status).toBe('SUCCEEDED');
    expect(await held(paying)).toBe(700);
    expect(await read(paying)).toMatchObject({ refunded: 300, paymentStatus: 'PARTIALLY_REFUNDED' });
  });
});

test('a refund that fails at the bank is not given back, frees its amount, and can be tried again', async () => {
  const paying = await till.pay(productId, 2);
  await till.move(paying.ref, 'approve');
  await deliver(paying);
  const made = await till.shop.admin.post(`${paying.order}/refunds`, { amount: 1_000, reason: 'sorry' });
  await till.settle();
  expect(await read(paying)).toMatchObject({ refunded: 1_000 });
  await till.move(paying.ref, 'fail-refund');
  await till.shop.admin.post(`${paying.payment}/refreshes`);
  const refund = made.headers.location!;
  expect((await till.shop.admin.get(refund)).body.status).toBe('FAILED');
  expect(await read(paying)).toMatchObject({ refunded: 0, paymentStatus: 'PAID' });
  expect((await till.shop.admin.post(`${refund}/retries`)).status).toBe(202);
  await till.settle();
  expect((await till.shop.admin.get(refund)).body.status).toBe('SUCCEEDED');
  expect(await held(paying)).toBe(0);
});

test('a page that asks for more than is due since a part was cancelled is ended; the next one asks for what is due', async () => {
  const paying = await till.pay(productId, 2);
  const items = [{ productId, quantity: 1 }];
  await paying.buyer.post(`${paying.order}/cancellations`, { reason: 'customer', items });
  await till.settle();
  expect(await till.rows(paying.id)).toMatchObject([{ status: 'expired' }]);
  expect(await read(paying)).toMatchObject({ status: 'PENDING', captured: 0 });
  const asked = { provider: 'simulator', returnUrl: 'https://shop.example/back' };
  const next = await paying.buyer.post(`${paying.order}/payments`, asked);
  expect(next.body).toMatchObject({ status: 'PENDING', amount: 500 });
  const ref = (await till.rows(paying.id)).at(-1)!.ref;
  await till.move(ref, 'approve');
  await deliver(paying);
  expect(await read(paying)).toMatchObject({ captured: 500, refunded: 0, paymentStatus: 'PAID' });
});

test('no more is taken of what is held than is due', async () => {
  await till.faults(noWebhooks);
  const paying = await till.pay(productId, 3, 'onFulfillment');
  await till.move(paying.ref, 'approve');
  await till.settle();
  const items = [{ productId, quantity: 1 }];
  await paying.buyer.post(`${paying.order}/cancellations`, { items, reason: 'customer' });
  const capture = (body: object) => till.shop.admin.post(`${paying.payment}/captures`, body);
  expect((await capture({ amount: 1_001 })).body).toMatchObject({
    code: 'nothing_to_capture',
    detail: '1000 is left, in minor units',
  });
  expect((await capture({})).body).toMatchObject({ amount: 1_000 });
  await till.settle();
  expect(await read(paying)).toMatchObject({
    captured: 1_000,
    refunded: 0,
    authorized: 0,
    paymentStatus: 'PAID',
  });
});

test('money held for an order that is cancelled is let go', async () => {
  await till.faults(noWebhooks);
  const paying = await till.pay(productId, 2, 'onFulfillment');
  await till.move(paying.ref, 'approve');
  await till.settle();
  await paying.buyer.post(`${paying.order}/cancellations`, { reason: 'customer' });
  await till.settle();
  expect(await read(paying)).toMatchObject({ status: 'CANCELLED', authorized: 0, captured: 0 });
  expect((await till.rows(paying.id))[0]).toMatchObject({ status: 'canceled', captured: 0 });
});

test('a hold that its provider would not end yet stays owed: nothing is taken of a cancelled order', async () => {
  await till.faults(noWebhooks);
  const paying = await till.pay(productId, 2, 'onFulfillment');
  await till.move(paying.ref, 'approve');
  await till.settle();
  await till.faults({ ...noWebhooks, failBeforeDoing: 2 });
  await paying.buyer.post(`${paying.order}/cancellations`, { reason: 'customer' });
  expect(await read(paying)).toMatchObject({ status: 'CANCELLED', authorized: 1_000 });
  expect((await till.shop.admin.post(`${paying.payment}/captures`)).body.code).toBe('order_cancelled');
  await till.settle();
  expect((await till.rows(paying.id))[0]).toMatchObject({ status: 'canceled', captured: 0 });
  expect(await read(paying)).toMatchObject({ status: 'CANCELLED', authorized: 0, captured: 0 });
});

test('nothing ships on money that is gone; what the shop gave back in part is not missing', async () => {
  await till.faults(noWebhooks);
  const placed = async (capture: string) => {
    const paying = await till.pay(productId, 2, capture);
    await till.move(paying.ref, 'approve');
    await till.settle();
    return paying;
  };
  const ship = async ({ order }: Paying, body = {}) => {
    const { status, body: answer } = await till.shop.admin.post(`${order}/fulfillments`, body);
    return [status, answer.code];
  };
  const refund = async (paying: Paying, amount: number) => {
    await till.shop.admin.post(`${paying.order}/refunds`, { amount, reason: 'sorry' });
    await till.settle();
  };
  const letGo = await placed('onFulfillment');
  await till.shop.admin.post(`${letGo.payment}/voids`);
  await till.settle();
  const chargedBack = await placed('automatic');
  await refund(chargedBack, 100);
  const items = [{ productId, quantity: 1 }];
  expect(await ship(chargedBack, { items })).toEqual([201, undefined]);
  await till.move(chargedBack.ref, 'charge-back');
  await till.shop.admin.post(`${chargedBack.payment}/refreshes`);
  const givenBack = await placed('automatic');
  await refund(givenBack, 1_000);
  for (const paying of [letGo, chargedBack, givenBack]) {
    expect(await read(paying)).toMatchObject({ status: 'PLACED' });
    expect(await ship(paying)).toEqual([409, 'order_unpaid']);
  }
  await till.shop.admin.post(`${letGo.order}/cancellations`, { reason: 'other' });
});

test('nothing ships on money that is about to go, however the provider takes its time', async () => {
  await till.faults(noWebhooks);
  const going = async (capture: string, ask: (paying: Paying) => [path: string, body: object]) => {
    const paying = await till.pay(productId, 2, capture);
    await till.move(paying.ref, 'approve');
    await till.settle();
    const [path, body] = ask(paying);
    expect((await till.shop.admin.post(path, body)).status).toBe(202);
    const all = await till.shop.admin.post(`${paying.order}/fulfillments`, {});
    expect([path, all.status, all.body.code]).toEqual([path, 409, 'order_unpaid']);
    return paying;
  };
  const letGo = await going('onFulfillment', ({ payment }) => [`${payment}/voids`, {}]);
  const inPart = await going('onFulfillment', ({ payment }) => [`${payment}/captures`, { amount: 500 }]);
  await going('automatic', ({ order }) => [`${order}/refunds`, { reason: 'sorry' }]);
  // Half of it is cancelled: the half that is being taken is all that is due then.
  const items = [{ productId, quantity: 1 }];
  await inPart.buyer.post(`${inPart.order}/cancellations`, { items, reason: 'customer' });
  expect((await till.shop.admin.post(`${inPart.order}/fulfillments`, {})).status).toBe(201);
  await till.settle();
  expect(await read(inPart)).toMatchObject({ captured: 500, authorized: 0, fulfillmentStatus: 'FULFILLED' });
  expect(await read(letGo)).toMatchObject({ captured: 0, authorized: 0, fulfillmentStatus: 'UNFULFILLED' });
  await till.shop.admin.post(`${letGo.order}/cancellations`, { reason: 'other' });
});

test('an order is not placed on a hold that is about to be let go', async () => {
  await till.faults(noWebhooks);
  const paying = await till.pay(productId, 2, 'onFulfillment');
  await till.shop.admin.post(`${paying.payment}/voids`);
  await till.move(paying.ref, 'approve');
  await till.shop.admin.post(`${paying.payment}/refreshes`);
  expect(await read(paying)).toMatchObject({ status: 'PENDING', authorized: 1_000 });
  await till.settle();
  expect(await read(paying)).toMatchObject({ status: 'PENDING', authorized: 0 });
  expect(await confirmations(paying)).toBe(0);
});

test('a chargeback and a refund at the provider’s own desk are seen', async () => {
  await till.faults(noWebhooks);
  const paying = await till.pay(productId, 2);
  await till.move(paying.ref, 'approve');
  await till.settle();
  await till.move(paying.ref, 'refund', { amount: 200 });
  await till.shop.admin.post(`${paying.payment}/refreshes`);
  expect((await paying.buyer.get(`${paying.order}/refunds`)).body.items).toMatchObject([
    { amount: 200, status: 'SUCCEEDED', reason: 'provider' },
  ]);
  // Told by a dispute, which knows of the page nothing and carries no id of ours.
  await till.faults({});
  await till.move(paying.ref, 'charge-back');
  await until('a webhook came', async () => (await inbox()) > 0);
  await till.settle();
  expect(await read(paying)).toMatchObject({ refunded: 1_000, paymentStatus: 'REFUNDED' });
});

describe('a webhook', () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(till.webhooks, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  test.each([
    ['without a signature', {}],
    ['with a wrong one', { 'stripe-signature': 't=1,v1=00' }],
  ])('%s is refused, and nothing of it is kept', async (_, headers) => {
    const before = await count(till.shop.pool, 'payment_inbox');
    const answer = await send('{"id":"evt_1"}', headers);
    const { code } = (await answer.json()) as { code: string };
    expect([answer.status, code]).toEqual([400, 'invalid_signature']);
    expect(await count(till.shop.pool, 'payment_inbox')).toBe(before);
  });

  test('that comes before the answer to the call that it is about places the order', async () => {
    await till.faults({ failAfterDoing: 1 });
    const buyer = await till.shop.buyerWith([productId, 1]);
    const placed = await buyer.post('/orders', { payment: { provider: 'simulator' } });
    const order = placed.headers.location!;
    expect((await buyer.post(`${order}/payments`, { provider: 'simulator' })).status).toBe(503);
    await till.move((await till.rows(placed.body.id))[0]!.ref, 'approve');
    await deliver({ order, id: placed.body.id } as Paying);
    expect((await till.shop.admin.get(order)).body).toMatchObject({ captured: 500, paymentStatus: 'PAID' });
  });

  test('about a payment that nobody knows is kept once, asked about for a day, and given up', async () => {
    const thing = { id: 'pi_nobody', object: 'payment_intent', metadata: {} };
    const event = {
      id: 'evt_nobody',
      object: 'event',
      type: 'payment_intent.succeeded',
      data: { object: thing },
    };
    const body = JSON.stringify(event);
    const time = Math.floor(Date.now() / 1000);
    const signed = createHmac('sha256', 'whsec_simulator').update(`${time}.${body}`).digest('hex');
    const headers = { 'stripe-signature': `t=${time},v1=${signed}` };
    expect([(await send(body, headers)).status, (await send(body, headers)).status]).toEqual([200, 200]);
    const kept = (more: string) =>
      count(till.shop.pool, 'payment_inbox', `event_id = 'evt_nobody' and ${more}`);
    await till.settle();
    expect(await kept('settled_at is null')).toBe(1);
    await till.shop.pool.query(
      `update payment_inbox set received_at = now() - interval '25 hours' where event_id = 'evt_nobody'`,
    );
    await till.settle();
    expect(await kept('settled_at is not null and not known')).toBe(1);
  });

  test('that is larger than any is refused', async () => {
    expect((await send('x'.repeat(300_000))).status).toBe(413);
  });

  test('of a provider that tells nothing here finds nothing', async () => {
    const answer = await fetch(till.webhooks.replace('simulator', 'manual'), { method: 'POST', body: 'x' });
    expect(answer.status).toBe(404);
  });
});
