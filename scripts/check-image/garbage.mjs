import { Agent, request } from 'node:http';

/** As long as it took a process to outgrow its container, when it did. */
const LASTS_MS = 25_000;
const CONNECTIONS = 7;

const KIB = 1_024;

/** What nobody sends in earnest: long, deep, broken, and more of it than is taken. */
const bodies = [
  [
    'POST',
    '/register',
    JSON.stringify({ email: 'a@b.example', password: '12345678', name: `${'a'.repeat(63 * KIB)}\u0001` }),
  ],
  ['POST', '/login', `{"email":"a@b.example","password":${'"'.repeat(60 * KIB)}`],
  ['POST', '/orders', `${'['.repeat(32_000)}${']'.repeat(32_000)}`],
  [
    'PUT',
    '/cart',
    `{"items":[${Array(200 * KIB)
      .fill(0)
      .join(',')}]}`,
  ],
  [
    'PUT',
    '/cart',
    `{"items":[${Array(100 * KIB)
      .fill('{}')
      .join(',')}]}`,
  ],
  [
    'POST',
    '/cart/items',
    JSON.stringify(Object.fromEntries(Array.from({ length: 4 * KIB }, (_, n) => [`unknown${n}`, n]))),
  ],
  ['GET', '/products/%zz'],
  ['GET', `/products?q=${'%F0%9F%98%80'.repeat(600)}`],
];

/**
 * Sends garbage on seven connections for 25 s, as a customer.
 *
 * @returns {Promise<Map<number, number>>} how many answers there were of each status
 */
export async function sendGarbage(base, token) {
  const statuses = new Map();
  const end = Date.now() + LASTS_MS;
  const sender = async (_, first) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = first; Date.now() < end; n++) {
      const status = await send(base, agent, token, bodies[n % bodies.length]);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  return statuses;
}

/** @returns {Promise<number>} the status; 0 where the connection ended without one, as after a body that is too long */
function send(base, agent, token, [method, path, body = '']) {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'idempotency-key': 'garbage',
      ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const sent = request(base + path, { method, agent, headers }, (answer) => {
      answer.resume().once('close', () => resolve(answer.statusCode));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });
}
