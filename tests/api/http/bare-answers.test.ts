import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

/** Answers that are given before any hook runs, and by Node itself: they are answers of this API like all others. */

const ORIGIN = 'https://shop.example';

let shop: Shop;
let port: number;
beforeAll(async () => {
  shop = await openShop({ CORS_ORIGINS: ORIGIN });
  await shop.app.listen({ port: 0, host: '127.0.0.1' });
  port = (shop.app.server.address() as { port: number }).port;
});
afterAll(() => shop.close());

/** Sends bytes and reads until the API closes the connection. */
async function raw(bytes: string) {
  const socket = connect(port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = Buffer.concat(received).toString().split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
    }),
  );
  return { status: Number(line.split(' ')[1]), headers, body };
}

const head = (first: string, ...fields: string[]) =>
  `${[first, ...fields, `Origin: ${ORIGIN}`, 'Connection: close'].join('\r\n')}\r\n\r\n`;
const HOST = 'Host: x';

describe('an answer to', () => {
  test.each([
    [400, 'validation_failed', 'an address that cannot be decoded', head('GET /products/%zz HTTP/1.1', HOST)],
    [414, 'uri_too_long', 'an id that is too long', head(`GET /products/${'x'.repeat(900)} HTTP/1.1`, HOST)],
    [400, 'validation_failed', 'what is no HTTP', head('BREW /products HTTP/1.1', HOST)],
    [431, 'headers_too_large', 'too many headers', head('GET / HTTP/1.1', HOST, `X: ${'x'.repeat(20_000)}`)],
    [
      417,
      'expectation_failed',
      'an Expect that nobody knows',
      head('GET / HTTP/1.1', HOST, 'Expect: miracles'),
    ],
    [400, 'validation_failed', 'no Host', head('GET /products HTTP/1.1')],
    [400, 'validation_failed', 'two Hosts', head('GET /products HTTP/1.1', HOST, 'Host: y')],
    [400, 'validation_failed', 'two equal Hosts', head('GET /healthz HTTP/1.1', HOST, HOST)],
    [404, 'not_found', 'an address with nothing', head('GET /nothing HTTP/1.1', HOST)],
  ])('%i %s: %s has the headers and members of all', async (status, code, _, bytes) => {
    const answer = await raw(bytes);
    const { headers } = answer;
    expect([answer.status, headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({
      code,
      status,
      instance: expect.stringMatching(/^\//),
      requestId: headers.get('x-request-id'),
      ...(code === 'validation_failed' ? { errors: [{ pointer: expect.stringMatching(/^#/) }] } : {}),
    });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    // What a broken request says of its origin stands where its end was not read.
    if (code !== 'headers_too_large') expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-expose-headers')).toMatch(/X-Request-Id/);
  });

  test('HTTP/1.0 without a Host is what it asks for', async () => {
    expect((await raw('GET /healthz HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});

describe('a client that', () => {
  test('sends its head or its body too slowly is told 408, within what docs/errors.md says', async () => {
    const { server } = shop.app;
    expect([server.headersTimeout, server.requestTimeout]).toEqual([30_000, 30_000]);
    // The limits of this server, in less time.
    server.headersTimeout = 200;
    server.requestTimeout = 200;
    try {
      const post =
        'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n';
      for (const bytes of ['GET /prod', 'GET /products HTTP/1.1\r\nHost: x\r\n', `${post}\r\n{"email":`]) {
        const answer = await raw(bytes);
        expect([answer.status, JSON.parse(answer.body).code]).toEqual([408, 'request_timeout']);
        expect(answer.headers.get('x-request-id')).toBe(JSON.parse(answer.body).requestId);
      }
    } finally {
      server.headersTimeout = 30_000;
      server.requestTimeout = 30_000;
    }
  });

  test('asks for much and reads nothing is ended', async () => {
    const { server } = shop.app;
    expect(server.timeout).toBe(60_000);
    server.timeout = 200;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    try {
      socket.pause();
      const opened = once(server, 'connection');
      socket.write('GET /docs/json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(400));
      const [ours] = await opened;
      await once(ours, 'close');
      expect(ours.destroyed).toBe(true);
    } finally {
      server.timeout = 60_000;
      socket.destroy();
    }
  });
});
