import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { inlined } from '../../setup/openapi.ts';

/** What checking costs is bounded, whatever a stranger sends. */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
afterEach(() => vi.restoreAllMocks());

// biome-ignore lint/suspicious/noExplicitAny: a document is walked
type Node = any;

/** No route takes more, in bytes. */
const LONGEST = 512 * 1_024;
/** Up to which a body is judged as a whole: characters that a pattern sees. */
const MOST_CHARACTERS = 16_000;
/** Three for each of the 2,000 values of such a body: a line of a return lacks three members. */
const MOST_FAULTS = 6_000;

const many = (count: number, of: unknown) => Array(Math.floor(count)).fill(of);
const named = (count: number) => Object.fromEntries(many(count, 0).map((value, n) => [`k${n}`, value]));
/** All but the last character are in order. */
const nearMiss = (length: number) => `${'a'.repeat(length)}\u0001`;

/** Bodies that are wrong in as many places as fit, for a schema, and as wrong ones that are just judged whole. */
function hostileBodies(schema: Node): unknown[] {
  const members: [string, Node][] = Object.entries(schema.properties ?? {});
  const texts = members.filter(([, member]) => member.type === 'string').map(([name]) => name);
  const lists = members.filter(([, member]) => member.type === 'array').map(([name]) => name);
  const fills = (count: number, of: unknown) => lists.map((name) => ({ [name]: many(count, of) }));
  return [
    many(LONGEST / 2, 0),
    many(1_900, {}),
    named(LONGEST / 10),
    named(1_900),
    ...[LONGEST, MOST_CHARACTERS - 2_000, 201].flatMap((length) => [
      ...texts.map((name) => ({ [name]: nearMiss(length) })),
      Object.fromEntries(texts.map((name) => [name, nearMiss(length)])),
    ]),
    ...[LONGEST / 4, 1_900].flatMap((count) => [
      ...fills(count, 0),
      ...fills(count, {}),
      ...fills(count, nearMiss(5)),
    ]),
    ...fills(LONGEST / 20, { unknown: 0 }),
    ...fills(900, { unknown: 0 }),
  ];
}

test('the longest and most faulty body of every route costs few faults and no pattern on long text', () => {
  const tried = vi.spyOn(RegExp.prototype, 'test');
  let refused = 0;
  for (const { method, path, spec } of shop.operations) {
    const body = spec.requestBody?.content?.['application/json']?.schema;
    if (!body) continue;
    const schema = inlined(shop.document, body);
    const validate = shop.app.validatorCompiler!({ schema, method, url: path, httpPart: 'body' }) as Node;
    for (const body of hostileBodies(schema.anyOf?.[0] ?? schema)) {
      tried.mockClear();
      const faults = validate(body)?.error?.length ?? 0;
      const longest = Math.max(0, ...tried.mock.calls.map(([text]) => String(text).length));
      expect([method, path, faults <= MOST_FAULTS, longest <= MOST_CHARACTERS]).toEqual([
        method,
        path,
        true,
        true,
      ]);
      if (faults > 0) refused++;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

describe('every pattern of the document', () => {
  /** Ends a thread that a pattern keeps busy; a linear one takes a few ms for what takes a quadratic one minutes. */
  const CATASTROPHE_MS = 15_000;
  const LENGTH = 1_000_000;

  test('is linear: near misses of a million characters come to an end', async () => {
    const patterns = [...new Set(JSON.stringify(shop.document).match(/"pattern":"(?:[^"\\]|\\.)*"/g))].map(
      (member) => JSON.parse(`{${member}}`).pattern as string,
    );
    expect(patterns.length).toBeGreaterThan(2);
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       for (const pattern of workerData.patterns)
         for (const filling of ['a', 'A', ' ', '0', '-', '.', 'é', 'a.', 'a '])
           for (const end of ['\\u0001', '\\u0000', '!', '\\ud800']) {
             parentPort.postMessage({ pattern, filling, end });
             new RegExp(pattern, 'u').test(filling.repeat(workerData.length) + end);
           }
       parentPort.postMessage('done');`,
      { eval: true, workerData: { patterns, length: LENGTH } },
    );
    const last = await new Promise((resolve) => {
      let at: unknown;
      let timer = setTimeout(() => resolve(at), CATASTROPHE_MS);
      worker.on('message', (message) => {
        at = message;
        clearTimeout(timer);
        if (message === 'done') return resolve('done');
        timer = setTimeout(() => resolve(at), CATASTROPHE_MS);
      });
      worker.on('error', resolve);
    });
    await worker.terminate();
    expect(last).toBe('done');
  });
});

describe('what a client is told', () => {
  const register = (body: unknown) => shop.anyone.post('/register', body);

  test('of a body in reason: every fault at once, with its place, in words', async () => {
    const answer = await register({ email: 'x', password: 'short', name: '\u0007', age: 3 });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '#/age', detail: 'is not known here' },
        { pointer: '#/email', detail: 'is not an e-mail address' },
        { pointer: '#/password', detail: expect.stringContaining('fewer than 8') },
        { pointer: '#/name', detail: 'must not be blank and must not contain control characters' },
      ]),
    );
    const blank = await register({ email: 'a@example.org', password: '12345678', name: ' \u00a0 ' });
    expect(blank.body.errors).toEqual([
      { pointer: '#/name', detail: 'must not be blank and must not contain control characters' },
    ]);
  });

  test('of one beyond all reason: the first fault', async () => {
    const answer = await register({
      email: 'a@example.org',
      password: '12345678',
      name: nearMiss(60_000),
    });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ pointer: '#/name', detail: 'must NOT have more than 200 characters' }],
    ]);
  });

  test('never the text of a pattern, nor the name of a format', async () => {
    const answers = [
      await shop.anyone.get('/products/count'),
      await shop.anyone.get('/products?category=%00&q=%00&limit=0'),
      await shop.admin.post('/products', { sku: '\t', name: '', category: '\u0000', currency: 'gbp' }),
      await (await shop.buyer()).post('/orders', {}, { 'idempotency-key': 'a b' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(400);
      expect(body.errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(body.errors)).not.toMatch(/pattern|format|\\u|\^/);
    }
    expect(answers[0]!.body.errors).toEqual([{ pointer: '#/id', detail: 'is not an id (UUID)' }]);
  });
});
