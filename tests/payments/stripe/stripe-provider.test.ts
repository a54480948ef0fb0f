import { expect, test } from 'vitest';
import { InvalidSignature, ProviderRefused, ProviderUnavailable } from '../../../src/payments/provider.ts';
import { until } from '../../setup/wait.ts';
import { atTheSimulator, payingBefore, RETURN_URL } from './at-the-simulator.ts';

const kinds = (facts: readonly { kind: string }[]) => facts.map(({ kind }) => kind);

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

test('a buyer is sent to a page and back; all of it is a fact, by what the shop calls the payment', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const { ref, next, facts } = await begin({ returnUrl: RETURN_URL });
  expect(facts).toEqual([]);
  expect(next).toEqual({ type: 'redirect', url: `${desk.simulator.url}/payments/${ref}` });
  expect(await provider.retrieve!(ref)).toEqual({ ref, paymentId: 'payment-1', facts: [], next });

  await desk.move(ref, 'decline');
  const declined = await provider.retrieve!(ref);
  expect(declined).toMatchObject({ facts: [{ kind: 'FAILED', amount: 0, reason: 'generic_decline' }], next });
  await desk.move(ref, 'require-action');
  expect(kinds((await provider.retrieve!(ref)).facts)).toEqual(['ACTION_REQUIRED']);
  await desk.move(ref, 'decline');
  expect((await provider.retrieve!(ref)).facts).toMatchObject([
    {
      kind: 'FAILED',
      reason: 'payment_intent_authentication_failure',
      factRef: expect.stringMatching(/^pi_/),
    },
  ]);
  await desk.move(ref, 'approve');
  const paid = await provider.retrieve!(ref);
  expect(paid).toEqual({
    ref,
    paymentId: 'payment-1',
    next: undefined,
    facts: [
      {
        ref,
        kind: 'CAPTURED',
        factRef: expect.stringMatching(/^ch_/),
        amount: 1250,
        currency: 'GBP',
        at: expect.any(Date),
      },
    ],
  });
  // By the name of the intent, which webhooks of refunds and disputes have, it is the same payment.
  const { payment_intent } = await desk.stripe.checkout.sessions.retrieve(ref);
  expect(await provider.retrieve!(payment_intent as string)).toEqual(paid);
  await expect(provider.cancel(ref, 'cancel')).rejects.toEqual(
    new ProviderRefused('payment_intent_unexpected_state'),
  );
});

test('a payment in a page of the shop has a client secret; a transfer is on its way until it arrives', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const { ref, next } = await begin();
  expect(next).toEqual({ type: 'clientSecret', value: expect.stringContaining(`${ref}_secret`) });
  await desk.move(ref, 'pay-later');
  const { facts } = await provider.retrieve!(ref);
  expect(kinds(facts)).toEqual(['PROCESSING']);
  await desk.move(ref, 'approve');
  const arrived = (await provider.retrieve!(ref)).facts;
  expect(arrived).toMatchObject([{ kind: 'CAPTURED', factRef: facts[0]!.factRef }]);
});

test('what is held is taken in part, and its release is no refund', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const { ref } = await begin({ capture: 'manual', returnUrl: RETURN_URL });
  await expect(provider.capture(ref, 1000, 'GBP', 'early')).rejects.toEqual(
    new ProviderRefused('payment_not_begun'),
  );
  await desk.move(ref, 'approve');
  expect(await provider.retrieve!(ref)).toMatchObject({ facts: [{ kind: 'AUTHORIZED', amount: 1250 }] });
  const captured = await provider.capture(ref, 1000, 'GBP', 'capture');
  expect(captured).toMatchObject([
    { kind: 'AUTHORIZED', amount: 1250 },
    { kind: 'CAPTURED', amount: 1000 },
  ]);
  expect(await provider.capture(ref, 1000, 'GBP', 'capture')).toEqual(captured);
  // Another key: it is taken already, and this is said.
  expect(await provider.capture(ref, 1000, 'GBP', 'capture-2')).toEqual(captured);
  const refunded = await provider.refund(ref, 250, 'GBP', 'refund-1', 'refund');
  expect(refunded.slice(2)).toMatchObject([{ kind: 'REFUNDED', amount: 250, refundId: 'refund-1' }]);
  await expect(provider.refund(ref, 751, 'GBP', 'refund-2', 'more')).rejects.toBeInstanceOf(ProviderRefused);

  const second = await begin({ capture: 'manual' });
  await desk.move(second.ref, 'approve');
  expect(kinds(await provider.cancel(second.ref, 'void'))).toEqual(['AUTHORIZED', 'VOIDED']);
  const third = await begin({ returnUrl: RETURN_URL });
  expect(kinds(await provider.cancel(third.ref, 'void-2'))).toEqual(['EXPIRED']);
  expect(kinds(await provider.cancel(third.ref, 'void-3'))).toEqual(['EXPIRED']);
  expect((await desk.move(third.ref, 'approve')).status).toBe(409);
  expect(await provider.retrieve!(third.ref)).toMatchObject({ next: undefined });
});

test('a page that is paid while it is being ended is cancelled where it is held, and is not where it is paid', async () => {
  const { desk, begin } = await atTheSimulator();
  const paying = await payingBefore(desk, /expire$/);
  const held = await begin({ capture: 'manual', returnUrl: RETURN_URL });
  expect(kinds(await paying.cancel(held.ref, 'v-1'))).toEqual(['AUTHORIZED', 'VOIDED']);
  const paid = await begin({ returnUrl: RETURN_URL });
  await expect(paying.cancel(paid.ref, 'v-2')).rejects.toEqual(
    new ProviderRefused('payment_intent_unexpected_state'),
  );
  expect(kinds((await paying.retrieve!(paid.ref)).facts)).toEqual(['CAPTURED']);
});

test('an answer of 500 after doing it brings nothing about twice, and leaves nothing undone', async () => {
  const { desk, provider, begin, count } = await atTheSimulator();
  await desk.faults({ failAfterDoing: 1 });
  const again = { returnUrl: RETURN_URL, paymentId: 'p', orderId: 'o', key: 'k' };
  await expect(begin(again)).rejects.toBeInstanceOf(ProviderUnavailable);
  // Stripe keeps its 500 under the key: the page is looked for by the shop's id, and is the one that was begun.
  const { ref } = await begin(again);
  expect(await begin(again)).toMatchObject({ ref, next: { type: 'redirect' } });
  expect(await count()).toBe(1);

  await desk.move(ref, 'approve');
  await desk.faults({ failAfterDoing: 1 });
  const refunded = await provider.refund(ref, 1000, 'GBP', 'refund-1', 'r');
  expect(refunded).toMatchObject([{ kind: 'CAPTURED' }, { kind: 'REFUNDED', amount: 1000 }]);
  expect(await provider.refund(ref, 1000, 'GBP', 'refund-1', 'r')).toEqual(refunded);
  expect(await desk.row(ref)).toMatchObject({ captured: 1250, refunded: 1000 });

  for (const fault of [{ failAfterDoing: 1 }, { failAfterDoing: 2 }]) {
    const held = await begin({ capture: 'manual' });
    await desk.move(held.ref, 'approve');
    await desk.faults(fault);
    expect(kinds(await provider.capture(held.ref, 1250, 'GBP', `c-${held.ref}`))).toContain('CAPTURED');
    expect(await desk.row(held.ref)).toMatchObject({ captured: 1250 });
    const open = await begin({ returnUrl: RETURN_URL }).catch(() => begin({ returnUrl: RETURN_URL }));
    await desk.faults({ failAfterDoing: 1 });
    expect(kinds(await provider.cancel(open.ref, `v-${open.ref}`))).toEqual(['EXPIRED']);
  }
});

test('no answer, one that is out of order, and a wrong key of the account are for later; a no is a no', async () => {
  const { desk, provider, begin, count } = await atTheSimulator(900);
  await desk.faults({ hangAfterDoing: 1 });
  const again = { paymentId: 'p', orderId: 'o', key: 'k' };
  await expect(begin(again)).rejects.toBeInstanceOf(ProviderUnavailable);
  await begin(again);
  expect(await count()).toBe(1);
  await desk.faults({ failBeforeDoing: 1 });
  await expect(begin()).rejects.toBeInstanceOf(ProviderUnavailable);
  await expect(provider.retrieve!('pi_0')).rejects.toEqual(new ProviderRefused('resource_missing'));
  await expect(begin({ amount: 1_000_000_000_000_0 })).rejects.toBeInstanceOf(ProviderRefused);
  await desk.stop();
  await expect(provider.retrieve!('pi_0')).rejects.toBeInstanceOf(ProviderUnavailable);
});

test('refunds that fail, of the dashboard, and money that a bank took are facts; the list has all of them', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const page = await begin({ returnUrl: RETURN_URL });
  const field = await begin();
  const given = await begin({ returnUrl: RETURN_URL });
  for (const { ref } of [page, field]) await desk.move(ref, 'approve');
  await desk.move(given.ref, 'abandon');

  await desk.faults({ failRefunds: true });
  // Pending is no fact.
  const asked = await provider.refund(page.ref, 100, 'GBP', 'refund-1', 'r');
  expect(kinds(asked)).not.toContain('REFUNDED');
  await until('it fails', async () =>
    kinds((await provider.retrieve!(page.ref)).facts).includes('REFUND_FAILED'),
  );
  await desk.faults({});
  // Once more, under the same id: the one that failed is not taken for it.
  await desk.faults({ failBeforeDoing: 1 });
  await expect(provider.refund(page.ref, 100, 'GBP', 'refund-1', 'r-2')).rejects.toBeInstanceOf(
    ProviderUnavailable,
  );
  await provider.refund(page.ref, 100, 'GBP', 'refund-1', 'r-2');
  await desk.move(field.ref, 'refund', { amount: 50 });
  await desk.move(field.ref, 'charge-back');

  const expected = new Map(
    await Promise.all(
      [page, field, given].map(async ({ ref }) => [ref, (await provider.retrieve!(ref)).facts] as const),
    ),
  );
  expect(expected.get(page.ref)).toMatchObject([
    { kind: 'CAPTURED' },
    { kind: 'REFUNDED', refundId: 'refund-1', amount: 100 },
    { kind: 'REFUND_FAILED', refundId: 'refund-1', reason: 'expired_or_canceled_card' },
  ]);
  expect(expected.get(field.ref)).toMatchObject([
    { kind: 'CAPTURED' },
    { kind: 'REFUNDED', amount: 50 },
    { kind: 'CHARGEBACK', amount: 1250, reason: 'fraudulent' },
  ]);
  const listed = await all(provider.list!(new Date(Date.now() - 60_000)));
  expect(new Map(listed.map(({ ref, facts }) => [ref, facts]))).toEqual(expected);
  expect(listed.map(({ paymentId }) => paymentId).toSorted()).toEqual([
    'payment-1',
    'payment-2',
    'payment-3',
  ]);

  // One of long ago is in the list of a day in which something was given back of it.
  await desk.call('POST', '/control/clock', { advanceMs: 10 * 86_400_000 });
  await desk.move(page.ref, 'refund', { amount: 7 });
  const later = await all(provider.list!(new Date(Date.now() + 9 * 86_400_000)));
  expect(later.map(({ ref, paymentId }) => [ref, paymentId])).toEqual([[page.ref, 'payment-1']]);
});

test('refunds that do not fit beside their payment are read all the same', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const { ref } = await begin();
  await desk.move(ref, 'approve');
  for (let n = 1; n <= 11; n++) await desk.move(ref, 'refund', { amount: n });
  const { facts } = await provider.retrieve!(ref);
  expect(facts.filter(({ kind }) => kind === 'REFUNDED')).toHaveLength(11);
});

test('a list is read page by page', async () => {
  const { desk, provider } = await atTheSimulator();
  for (let n = 0; n < 101; n++) await desk.stripe.paymentIntents.create({ amount: 100 + n, currency: 'gbp' });
  expect(await all(provider.list!(new Date(0)))).toHaveLength(101);
});

test('a webhook is believed under either secret, five minutes long, and to the byte', async () => {
  const { desk, provider, begin } = await atTheSimulator();
  const { ref } = await begin({ returnUrl: RETURN_URL });
  await desk.move(ref, 'approve');
  await until('both are told', () => desk.delivered.length === 2);
  const refs = new Set<string>();
  for (const { raw, signature, event } of desk.delivered) {
    const received = provider.receive!(raw, { 'stripe-signature': signature });
    expect(received).toMatchObject({ eventId: event.id, paymentIds: ['payment-1'] });
    for (const one of received.refs) refs.add(one);
  }
  expect(refs).toContain(ref);

  const raw = desk.delivered[0]!.raw;
  const payload = raw.toString();
  const now = Math.floor(Date.now() / 1000);
  const signed = (timestamp: number, secret: string, text = payload) =>
    desk.stripe.webhooks.generateTestHeaderString({ payload: text, secret, timestamp });
  provider.receive!(raw, { 'stripe-signature': signed(now - 290, 'whsec_next') });
  const refused: [Buffer, string | string[] | undefined][] = [
    [raw, signed(now, 'whsec_other')],
    [raw, signed(now - 301, 'whsec_next')],
    [Buffer.from(`${payload} `), signed(now, 'whsec_next')],
    [raw, undefined],
    [raw, ''],
    [raw, 't=1,v1=zz'],
    [raw, [signed(now, 'whsec_next')]],
    [Buffer.from('no JSON'), signed(now, 'whsec_next', 'no JSON')],
    [Buffer.from('null'), signed(now, 'whsec_next', 'null')],
  ];
  for (const [body, signature] of refused)
    expect(() => provider.receive!(body, { 'stripe-signature': signature })).toThrow(InvalidSignature);
});
