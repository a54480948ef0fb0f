import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedLogins } from '../src/local/demo-accounts.ts';
import { freePort } from '../src/local/free-port.ts';
import { startPaymentSimulator } from '../src/local/payments/simulator.ts';
import { openShop, type Shop, settingsFor } from './setup/api.ts';
import { type EntryProcess, startEntry } from './setup/entry-process.ts';
import { compileGuides, runGuide } from './setup/guide.ts';
import { type MailServer, startMailServer } from './workers/mail-server.ts';

let shop: Shop;
let worker: EntryProcess;
let mailServer: MailServer;
let simulator: Awaited<ReturnType<typeof startPaymentSimulator>>;
let settings: Record<string, string>;
/** What `npm start` has: products, a demo administrator, a worker, the payment simulator. */
beforeAll(async () => {
  [simulator, mailServer] = await Promise.all([startPaymentSimulator({ port: 0 }), startMailServer()]);
  const own = {
    PAYMENT_PROVIDERS: 'manual,simulator',
    PAYMENT_SIMULATOR_PORT: String(simulator.port),
    WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
    SMTP_URL: mailServer.url,
  };
  shop = await openShop(own);
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}`;
  simulator.deliverTo({ url: `${url}/payment-webhooks/simulator`, secret: 'whsec_simulator' });
  worker = startEntry('bin/worker.js', settingsFor(shop.url, own));
  const { email, password } = fixedLogins.find(({ role }) => role === 'ADMIN')!;
  await shop.anyone.post('/register', { email, password, name: 'Demo Administrator' });
  await shop.pool.query(`update users set role = 'ADMIN' where email = $1`, [email]);
  await shop.product({ stock: 100 });
  settings = { HOLDFAST_URL: url, PAYMENT_SIMULATOR_URL: simulator.url, PORT: String(await freePort()) };
});
afterAll(async () => {
  await worker.stop();
  await shop.close();
  await simulator.stop();
  await mailServer.close();
});

const pages = [
  'quick-start.md',
  'guides/sell-out-a-drop.md',
  'guides/take-payments.md',
  'guides/connect-a-warehouse.md',
];

test('the code of the guides is right by the types of the client', async () => {
  expect(await compileGuides(pages)).toBe('');
});

test.each(pages)('the code of docs/%s does what the page says', (page) =>
  runGuide(page, settings, ({ code, out, err, said }) => {
    expect(err).toBe('');
    expect(said).not.toBe('');
    expect(out).toBe(said);
    expect(code).toBe(0);
  }),
);

test('the code of docs/guides/run-in-production.md migrates, starts, is ready, stops and reconciles', async () => {
  const PORT = String(await freePort());
  const production = { ...settingsFor(shop.url, { SMTP_URL: mailServer.url }), PORT };
  await runGuide('guides/run-in-production.md', production, async ({ code, err, file }) => {
    expect([code, err]).toEqual([0, expect.stringContaining(`ready http://127.0.0.1:${PORT}`)]);
    expect(JSON.parse(await file('ready.json')).status).toBe('ready');
    expect(await file('reconcile.txt')).toMatch(/\S/);
    expect(await file('failed.txt')).toMatch(/\S/);
  });
});
