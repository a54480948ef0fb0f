import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { type ClientFolder, clientFolder } from './generated-client.ts';

// biome-ignore lint/suspicious/noExplicitAny: its types are made in the test
type Program = Record<string, (...args: any[]) => any>;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The programs of docs/storefront.md, by the name in their first line. */
const programs = Object.fromEntries(
  [...read('../../../docs/storefront.md').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, name, text]) => [name!, text!],
  ),
);

let shop: Shop;
let baseUrl: string;
let folder: ClientFolder;
beforeAll(async () => {
  shop = await openShop();
  baseUrl = await shop.app.listen({ host: '127.0.0.1', port: 0 });
  folder = await clientFolder(shop.document, {
    ...programs,
    'natural-code.ts': read('./natural-code.ts.txt'),
  });
});
afterAll(async () => {
  await folder?.remove();
  await shop?.close();
});

afterEach(() => vi.unstubAllGlobals());

/** Lets `change` see each answer before the program does. */
function answersPass(change: (path: string, answer: Response) => Response | Promise<Response>): void {
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', async (request: Request) =>
    change(new URL(request.url).pathname, await fetch(request)),
  );
}

async function openStorefront(email: string) {
  const { openShop: open } = await folder.load<Program>('shop.js');
  const storefront = open!(baseUrl);
  const login = { email, password: 'correct horse battery' };
  await storefront.api.POST('/register', { body: { ...login, name: 'Ada' } });
  await storefront.login(login);
  return storefront;
}

test('natural code on generated types compiles, and a typo in an error code does not', async () => {
  expect(await folder.compile()).toBe('');
});

test('the storefront page buys: register, log in, cart, order, read, log out', async () => {
  const product = await shop.product({ name: 'Enamel mug' });
  const { buyOne } = await folder.load<Program>('purchase.js');
  const bought = await buyOne!(baseUrl, 'ada@shop.example', 'correct horse battery', 'enamel');
  expect(bought.order).toMatchObject({ status: 'PLACED', items: [{ productId: product.id, quantity: 1 }] });
  expect(bought.read).toEqual(bought.order);
  expect(bought.orders).toEqual([bought.order]);
});

test('the storefront page orders once when the answer to its order is lost', async () => {
  const product = await shop.product();
  const answers: (string | null)[] = [];
  answersPass((path, answer) => {
    if (path === '/orders') answers.push(answer.headers.get('idempotent-replayed'));
    if (answers.length === 1) throw new TypeError('fetch failed');
    return answer;
  });
  const storefront = await openStorefront('grace@shop.example');
  await storefront.api.POST('/cart/items', { body: { productId: product.id, quantity: 1 } });
  const order = await storefront.placeOrder();
  expect(answers).toEqual([null, 'true']);
  expect((await storefront.api.GET('/orders')).data.items).toEqual([order]);
});

test('the storefront page renews old tokens once, however many requests find them old', async () => {
  let exchanges = 0;
  answersPass(async (path, answer) => {
    if (path === '/token/refresh') exchanges += 1;
    return path === '/login'
      ? Response.json(Object.assign({}, await answer.json(), { expiresIn: 0 }))
      : answer;
  });
  const storefront = await openStorefront('alan@shop.example');
  const answers = await Promise.all([1, 2, 3].map(() => storefront.api.GET('/cart')));
  expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200]);
  expect(exchanges).toBe(1);
});
