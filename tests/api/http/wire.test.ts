import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { until } from '../../setup/wait.ts';

/** What can only be seen, or sent, on the wire. */

let shop: Shop;
let port: number;
beforeAll(async () => {
  shop = await openShop();
  await shop.app.listen({ port: 0, host: '127.0.0.1' });
  port = (shop.app.server.address() as { port: number }).port;
});
afterAll(() => shop.close());

/** Sends bytes and reads until the API closes the connection. */
async function raw(
  ...chunks: (string | Buffer)[]
): Promise<{ status: number; head: string; body: string; text: string }> {
  const socket = connect(port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('error', () => {});
  for (const chunk of chunks) socket.write(chunk);
  await once(socket, 'close');
  const text = Buffer.concat(received).toString();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body, text };
}

const request = (method: string, target: string, ...headers: string[]) =>
  `${[`${method} ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;

const expectProblem = (answer: { head: string; body: string }, code: string) => {
  expect(answer.head).toMatch(/content-type: application\/problem\+json/i);
  expect(JSON.parse(answer.body)).toMatchObject({
    code,
    status: expect.any(Number),
    title: expect.any(String),
  });
};

describe('a request that is broken', () => {
  test('headers beyond 16 KiB: 431', async () => {
    const answer = await raw(request('GET', '/products', `X-Large: ${'x'.repeat(20_000)}`));
    expect(answer.status).toBe(431);
    expectProblem(answer, 'headers_too_large');
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a method that is none', request('BREW', '/products')],
    ['a header with a bare line feed', 'GET /products HTTP/1.1\r\nHost: x\r\nX: a\nb\r\n\r\n'],
    ['two lengths', request('POST', '/login', 'Content-Length: 1', 'Content-Length: 2')],
    ['a length and chunks', request('POST', '/login', 'Content-Length: 1', 'Transfer-Encoding: chunked')],
    ['a length that is no number', request('POST', '/login', 'Content-Length: x')],
  ])('%s: 400', async (_, bytes) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(400);
    expectProblem(answer, 'validation_failed');
  });

  test.each(['/products/%', '/products/%zz', '/products/%ff', '/%c0%af'])(
    'address %s: 400 or 404',
    async (target) => {
      const answer = await raw(request('GET', target));
      expect([400, 404]).toContain(answer.status);
      expect(answer.head).toMatch(/application\/problem\+json/);
    },
  );

  test('a body that is not UTF-8 is never 500', async () => {
    const body = Buffer.concat([
      Buffer.from('{"email":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('","password":"x"}'),
    ]);
    const head = request(
      'POST',
      '/login',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    );
    expect((await raw(head, body)).status).toBeLessThan(500);
  });

  test('a body that is longer than it may be: 413, before it is read', async () => {
    const answer = await raw(
      request('POST', '/login', 'Content-Type: application/json', 'Content-Length: 70000'),
    );
    expect(answer.status).toBe(413);
    expectProblem(answer, 'body_too_large');
  });

  test('an Expect that is not 100-continue: 417', async () => {
    const answer = await raw(request('POST', '/login', 'Expect: miracles', 'Content-Length: 0'));
    expect(answer.status).toBe(417);
  });

  const guest = (...headers: string[]) =>
    `${['POST /guests HTTP/1.1', 'Host: x', 'Content-Length: 0', ...headers].join('\r\n')}\r\n\r\n`;
  test.each([
    ['the next one', [guest(), 'xx\r\n\r\n'], [201, 400]],
    ['the third one', [guest(), guest(), request('GET', '/', 'Content-Length: x')], [201, 201, 400]],
    [
      'one behind a quick one',
      [guest(), 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', 'xx\r\n\r\n'],
      [201, 200, 400],
    ],
    ['one behind an upgrade', [guest('Connection: Upgrade', 'Upgrade: h2c'), 'xx\r\n\r\n'], [201, 400]],
    ['bytes behind the last one', [guest('Connection: close'), guest()], [201]],
    [
      'the body',
      [
        'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n',
      ],
      [400],
    ],
  ])('%s: what was sent before it is answered first', async (_, requests, statuses) => {
    const { text } = await raw(requests.join(''));
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))).toEqual(statuses);
  });

  test('none of them keeps others from being served', async () => {
    expect((await raw(request('GET', '/healthz'))).status).toBe(200);
  });
});

test('HEAD has the headers of GET and no body', async () => {
  const head = await raw(request('HEAD', '/products'));
  expect([head.status, head.body]).toEqual([200, '']);
  expect(head.head).toMatch(/content-type: application\/json/i);
});

test('closing finishes the requests that are open', async () => {
  const own = await openShop();
  const url = await own.app.listen({ port: 0, host: '127.0.0.1' });
  const { id } = await own.product();
  const buyer = await own.buyerWith([id, 1]);
  const rival = await own.pool.connect();
  await rival.query('begin');
  await rival.query('select from products where id = $1 for update', [id]);
  const open = fetch(`${url}/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${buyer.token}` },
  });
  // The order is under way once it waits for the product that somebody else holds.
  for (let waits = false; !waits; ) {
    const { rows } = await own.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    );
    waits = rows.length > 0;
  }
  const closed = own.app.close();
  await rival.query('rollback');
  rival.release();
  const answer = await open;
  expect(answer.status).toBe(201);
  expect(answer.headers.get('connection')).toBe('close');
  await answer.json();
  await closed;
  await own.close().catch(() => {});
});

test('what one connection asks for ahead of its answers is bounded, and goes on when they have come', async () => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  const ask = (times: number) => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(times));
  ask(40);
  await until('40 answers', () => statuses().length === 40);
  expect(statuses()).toEqual([...Array(32).fill(200), ...Array(8).fill(429)]);
  expect(text).toMatch(/retry-after: 1\r/i);
  ask(1);
  await until('one answer more', () => statuses().length === 41);
  expect(statuses().at(-1)).toBe(200);
  socket.destroy();
});

describe('an Upgrade, of which nothing is offered here,', () => {
  const wish = [
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  ];
  const plain = (method: string, target: string, ...headers: string[]) =>
    `${[`${method} ${target} HTTP/1.1`, 'Host: x', ...headers].join('\r\n')}\r\n\r\n`;
  const statuses = (text: string) =>
    [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  /** Sends pieces, each once the answers to those before are there, and reads until the connection ends. */
  async function talk(...pieces: [text: string, answers: number][]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    const ended = once(socket, 'close');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    let answers = 0;
    for (const [piece, count] of pieces) {
      socket.write(piece);
      answers += count;
      const wanted = answers;
      await until(`${wanted} answers`, () => statuses(text).length >= wanted);
    }
    await ended;
    return text;
  }
  const last = request('GET', '/nothing');

  test('keeps no request behind it from its answer, whether it came along or later', async () => {
    const body = '{"email":"a@example.org","password":"x"}';
    const login = plain(
      'POST',
      '/login',
      ...wish,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    );
    const chunked = plain(
      'POST',
      '/login',
      ...wish,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    for (const asked of [login + body, chunked + chunks])
      expect(statuses(await talk([asked + plain('GET', '/healthz') + last, 3]))).toEqual([401, 200, 404]);
    expect(
      statuses(await talk([plain('GET', '/healthz', ...wish) + last.slice(0, 9), 1], [last.slice(9), 1])),
    ).toEqual([200, 404]);
    expect(statuses(await talk([plain('GET', '/healthz', ...wish), 1], [last, 1]))).toEqual([200, 404]);
  });

  test('that comes again, or behind a request that waits, ends the connection: what is behind is to be sent again', async () => {
    const wishful = plain('GET', '/healthz', ...wish);
    for (const text of [
      await talk([wishful, 1], [wishful + plain('GET', '/nothing'), 1]),
      await talk([plain('GET', '/readyz') + wishful + plain('GET', '/nothing'), 2]),
    ]) {
      expect(statuses(text)).toEqual([200, 200]);
      expect(text.match(/connection: close/gi)).toHaveLength(1);
    }
  });
});
