import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closingBlock } from '../src/local/closing-block.ts';
import { fixedLogins } from '../src/local/demo-accounts.ts';
import { createDemoCosts } from '../src/local/demo-costs.ts';
import { openShop, type Shop } from './setup/api.ts';

const run = promisify(execFile);
const customer = fixedLogins.find(({ role }) => role === 'CUSTOMER')!;
/** Those of them that are installed; zsh takes no comments when a person pastes. */
const shells = ['sh', 'bash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', 'true']).error === undefined);

let shop: Shop;
let apiUrl: string;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
  apiUrl = await shop.app.listen({ host: '127.0.0.1', port: 0 });
  const { email, password } = customer;
  const made = await shop.anyone.post('/register', { email, password, name: 'Demo Customer' });
  if (made.status !== 201) throw new Error(made.text);
});
afterAll(() => shop?.close());

async function answersOf(shell: string, script: string) {
  const { stdout, stderr } = await run(shell, ['-c', script]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\}\n$/);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function printedLine(productId: string, logins = [customer], base = apiUrl): string {
  const facts = {
    apiUrl: base,
    shopPages: false,
    mailInboxUrl: undefined,
    logins,
    adminEmail: undefined,
    productId,
    dataDir: '',
  };
  return closingBlock(facts).find((line) => line.includes('curl'))!;
}

/** README's snippet under a heading, against this shop. */
function readmeSnippet(heading = 'A first order'): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, below = ''] = readme.split(`## ${heading}\n`);
  return /```\n([\s\S]*?)```/.exec(below)![1]!.replace(/^api=.*$/m, `api=${apiUrl}`);
}

test("README's orders are cancelled, shipped, returned, priced, paid, bought by a guest and read by a machine, in the shell of the first", async () => {
  const { email, password } = fixedLogins.find(({ role }) => role === 'ADMIN')!;
  await shop.anyone.post('/register', { email, password, name: 'Demo Administrator' });
  await shop.pool.query(`update users set role = 'ADMIN' where email = $1`, [email]);
  await shop.product({ category: 'Kitchen' });
  const em = shop.app.orm.em.fork();
  createDemoCosts(em);
  await em.flush();
  const headings = [
    undefined,
    'Cancel, ship, return',
    'What an order costs',
    'An order is paid',
    'A guest buys',
    'For operators',
  ];
  const parts = headings.map((heading) => readmeSnippet(heading));
  const answers = await answersOf('sh', parts.join(''));
  expect(answers.at(-1).items).toHaveLength(1);
  const [events, quote, dear, captured, refund, paid, ofGuest, account] = answers.slice(-9, -1);
  expect(quote).toMatchObject({ discounts: [{ code: 'WELCOME10' }], taxes: [{ rate: 190_000 }] });
  expect(quote.total).toBe(quote.itemsTotal - quote.discountTotal);
  expect(quote.shippingMethods).toMatchObject([{ name: 'Standard parcel' }, { name: 'Express' }]);
  const [{ price }] = quote.shippingMethods;
  expect(dear).toMatchObject({ status: 'PLACED', chargesTotal: price, total: quote.total + price });
  expect(dear.taxTotal).toBeGreaterThan(quote.taxTotal);
  const { total } = paid;
  expect(captured).toMatchObject({ amount: total, currency: paid.currency });
  expect(refund).toMatchObject({ amount: 50 });
  expect(paid).toMatchObject({
    status: 'PLACED',
    paymentStatus: 'PARTIALLY_REFUNDED',
    captured: total,
    refunded: 50,
  });
  expect(ofGuest).toMatchObject({ status: 'PLACED', contact: { email: 'ada@example.org' } });
  expect(account).toMatchObject({ role: 'CUSTOMER', name: 'Ada Lovelace' });
  const { items } = events;
  expect(items.map(({ type }: { type: string }) => type)).toEqual([
    'order.placed',
    'order.items_cancelled',
    'fulfillment.created',
    'return.requested',
    'return.received',
  ]);
});

test.each(shells)(
  "README's first order works in %s, and again, past products that are sold out",
  async (shell) => {
    await shop.product({ category: 'Kitchen' });
    await shop.product({ category: 'Kitchen', stock: 0 });
    const snippet = readmeSnippet();
    expect(snippet).not.toMatch(/(^|\s)#/m);
    const [, first] = await answersOf(shell, snippet);
    const [, second] = await answersOf(shell, snippet);
    expect([first.status, second.status]).toEqual(['PLACED', 'PLACED']);
    expect(second.id).not.toBe(first.id);
  },
);

test.each(shells)('the line that npm start prints orders in %s, with a login or without', async (shell) => {
  const { id } = await shop.product();
  const known = await answersOf(shell, printedLine(id));
  expect(known.at(-1)).toMatchObject({ status: 'PLACED', items: [{ productId: id, quantity: 1 }] });
  const stranger = await answersOf(shell, printedLine(id, []));
  expect(stranger.at(-1)).toMatchObject({ status: 'PLACED', items: [{ productId: id, quantity: 1 }] });
});

test.each(shells)('the line that npm start prints says in %s what went wrong', async (shell) => {
  const { id } = await shop.product({ stock: 0 });
  const soldOut = await answersOf(shell, printedLine(id));
  expect(soldOut.at(-1).code).toBe('insufficient_stock');
  const buyer = await answersOf(shell, printedLine(id, [{ ...customer, password: 'wrong' }]));
  expect(buyer.map(({ code }) => code)).toEqual(['invalid_credentials']);
  const nobody = await run(shell, ['-c', printedLine(id, [customer], 'http://127.0.0.1:1')]);
  expect(nobody.stderr).toMatch(/curl: .*connect/i);
});
