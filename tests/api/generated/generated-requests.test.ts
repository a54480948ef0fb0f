import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { problems } from '../../../src/errors.ts';
import { bodyOf } from '../../../src/events/shop-event.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Answer, Call, Caller } from '../../setup/caller.ts';
import { feedReader, sequenceAll } from '../../setup/feed.ts';
import { misfitOf, resolved } from '../../setup/openapi.ts';
import { type Crowd, gather, prepared } from './crowd.ts';
import { callOf, type Made, requestsOf } from './requests.ts';
import { valuesFor } from './values.ts';

/** What nobody thought of: requests made from the document, right and wrong, each answer held against it. */

/** `npm run fuzz:document` sends more of them. */
const REQUESTS = Number(process.env.GENERATED_REQUESTS ?? 400);
const SEED = Number(process.env.GENERATED_SEED ?? 20_261_127);
/** After so many, half of what there is is gone, and so is who owned it: the next ones come to a new shop. */
const IN_A_ROUND = 1_000;

const open = () => openShop({ LOG_LEVEL: 'silent', PAYMENT_PROVIDERS: 'manual' });
let shop: Shop;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop.close());

/** Passwords cost a hash each, and the archive empties the shop. */
const dear = ['POST /register', 'POST /login', 'DELETE /products/{id}'];

/** The requests of a round: its operations in turn by chance, the same ones for the same seed. */
function requestsOfRound(crowd: Crowd, seed: number, count: number): Made[] {
  const idsOf: Record<string, string> = {
    shippingMethodId: '/shipping-methods/{id}',
    paymentId: '/orders/{id}/payments/{paymentId}',
    customerId: '/customers/{id}',
  };
  const values = valuesFor(
    (schema) => resolved(shop.document, schema),
    (name) => crowd.places.ids(idsOf[name] ?? '/products/{id}'),
  );
  const weighted = shop.operations.map((operation) => ({
    weight: dear.includes(`${operation.method} ${operation.path}`) ? 1 : 4,
    arbitrary: requestsOf(operation, values),
  }));
  return fc.sample(fc.oneof(...weighted), { numRuns: count, seed });
}

/** Somebody whom the operation lets in, or anybody. */
function callerOf(
  { operation: { spec }, isAllowed, pick }: Made,
  { callers, owner }: Crowd,
): [string, Caller] {
  if (!isAllowed) return callers[pick % callers.length]!;
  return spec['x-scope'] === undefined ? ['owner', owner] : ['administrator', shop.admin];
}

function expectSound(answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  if (!answer.headers['content-type']?.startsWith('application/problem+json')) return;
  const { code, status, title } = answer.body;
  expect([status, title]).toEqual([answer.status, problems[code as keyof typeof problems][1]]);
}

/** What a POST made is there for the requests after it. */
function remember(
  crowd: Crowd,
  { operation: { method, path } }: Made,
  { url }: Call,
  { status, body }: Answer,
): void {
  if (method !== 'POST' || status >= 300 || typeof body?.id !== 'string') return;
  const parts = shop.operations.find((one) => one.path.startsWith(`${path}/{`))?.path.split('/');
  const template = parts?.slice(0, path.split('/').length + 1).join('/');
  if (template) crowd.places.learn(template, `${url.split('?', 1)[0]}/${body.id}`);
}

interface Outcome {
  /** Statuses of the answers, by operation. */
  statuses: Map<string, number[]>;
  /** The first request of each kind of answer that does not fit. */
  faults: Map<string, string>;
}

/** @param first how many requests went before */
async function sendRound({ statuses, faults }: Outcome, first: number, count: number): Promise<void> {
  const crowd = await gather(shop, shop.operations);
  for (const [at, made] of requestsOfRound(crowd, SEED + first, count).entries()) {
    const name = `${made.operation.method} ${made.operation.path}`;
    const [who, caller] = callerOf(made, crowd);
    let call: Call | undefined;
    try {
      call = callOf(
        made,
        crowd,
        made.kind === 'new' ? await prepared(shop, crowd, made.operation) : undefined,
      );
      // Sending holds the answer against the document.
      const answer = await caller.send(call);
      expectSound(answer);
      remember(crowd, made, call, answer);
      statuses.set(name, [...(statuses.get(name) ?? []), answer.status]);
    } catch (error) {
      const why = (error as Error).message;
      const key = `${name} ${why
        .split('\n', 1)[0]
        ?.replace(/[0-9a-f-]{36}/g, '…')
        .slice(0, 200)}`;
      if (!faults.has(key))
        faults.set(
          key,
          `request ${first + at}: ${name} ${JSON.stringify({ kind: made.kind, who, ...call })}\n${why}`,
        );
    }
  }
}

test(
  `${REQUESTS} requests made from the document are answered as it says, and none with 5xx`,
  async () => {
    const outcome: Outcome = { statuses: new Map(), faults: new Map() };
    const complaints = vi.spyOn(console, 'warn');
    onTestFinished(() => complaints.mockRestore());
    for (let sent = 0; sent < REQUESTS; sent += IN_A_ROUND) {
      if (sent > 0) {
        await shop.close();
        shop = await open();
      }
      await sendRound(outcome, sent, Math.min(IN_A_ROUND, REQUESTS - sent));
      if (REQUESTS > IN_A_ROUND)
        console.log(
          `${Math.min(sent + IN_A_ROUND, REQUESTS)} sent, ${outcome.faults.size} kinds of answers do not fit`,
        );
    }
    const all = [...outcome.statuses.values()].flat();
    if (REQUESTS > IN_A_ROUND) {
      const counts = Object.entries(Object.groupBy(all, String)).map(
        ([status, of]) => `${status}: ${of?.length}`,
      );
      const neverDone = [...outcome.statuses].filter(([, some]) => !some.some((status) => status < 400));
      console.log(`Answers by status: ${counts.join(', ')}`);
      console.log(
        `Operations that were never carried out: ${neverDone.map(([name]) => name).join(', ') || 'none'}`,
      );
    }
    expect([...outcome.faults.values()].join('\n\n'), `seed ${SEED}`).toBe('');
    expect(complaints.mock.calls, 'no library complains of what it does not know').toEqual([]);
    // It got past the front door.
    for (const status of [200, 201, 204, 400, 401, 403, 404, 409])
      expect([status, all.includes(status)]).toEqual([status, true]);
  },
  Math.max(240_000, REQUESTS * 300),
);

test('what happened meanwhile is told as the document says of each webhook', async () => {
  const misfit = misfitOf(shop.document);
  const last = await shop.product({ stock: 1 });
  await (await shop.buyerWith([last.id, 1])).post('/orders');
  await sequenceAll(shop.pool);
  const events = await feedReader(shop.admin).read();
  const faults = events.flatMap((event) => {
    const body = JSON.parse(bodyOf(event));
    const media = shop.document.webhooks[event.type].post.requestBody.content['application/json'];
    const why = misfit(media.schema, body);
    return why === undefined ? [] : [[why, body]];
  });
  expect(faults.slice(0, 5)).toEqual([]);
  const told = new Set(events.map(({ type }) => type.split('.')[0]));
  expect([...told].toSorted()).toEqual([
    'endpoint',
    'fulfillment',
    'order',
    'payment',
    'product',
    'refund',
    'return',
  ]);
});
