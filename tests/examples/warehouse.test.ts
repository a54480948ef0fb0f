import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/local/free-port.ts';
import { openShop, type Shop, settingsFor } from '../setup/api.ts';
import { type EntryProcess, startEntry } from '../setup/entry-process.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from '../workers/mail-server.ts';

const LOOPBACK = { WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8' };
const program = fileURLToPath(new URL('../../examples/warehouse/warehouse.ts', import.meta.url));

let shop: Shop;
let mailServer: MailServer;
let productId: string;
const running: { stop(signal?: NodeJS.Signals): Promise<unknown> }[] = [];
beforeAll(async () => {
  shop = await openShop(LOOPBACK);
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  mailServer = await startMailServer();
  productId = (await shop.product({ stock: 1_000 })).id;
});
afterAll(async () => {
  await Promise.all(running.map((process) => process.stop('SIGKILL')));
  await mailServer.close();
  await shop.close();
});

function startWorker(): EntryProcess {
  const worker = startEntry(
    'bin/worker.js',
    settingsFor(shop.url, { ...LOOPBACK, SMTP_URL: mailServer.url }),
  );
  running.push(worker);
  return worker;
}

async function startWarehouse(settings: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const exited = once(child, 'exit');
  const warehouse = {
    async stop(signal: NodeJS.Signals = 'SIGKILL') {
      child.kill(signal);
      await exited;
    },
  };
  running.push(warehouse);
  await until('it listens', () => {
    if (child.exitCode !== null) throw new Error(output);
    return output.includes('listening');
  });
  return warehouse;
}

/** Twenty at once. */
const place = () =>
  Promise.all(
    Array.from({ length: 20 }, async () => {
      const buyer = await shop.buyerWith([productId, 1]);
      expect((await buyer.post('/orders')).status).toBe(201);
    }),
  );

const shippedAtLeast = (count: number) =>
  until(`${count} parcels`, async () => {
    const { rows } = await shop.pool.query('select count(*)::int as n from fulfillments');
    return rows[0].n >= count;
  });

test('the warehouse ships every order once, with its tracking, though the worker and itself are killed meanwhile', async () => {
  const port = await freePort();
  const key = await shop.admin.post('/api-keys', {
    name: 'Warehouse',
    scopes: ['orders:read', 'orders:write'],
  });
  const endpoint = await shop.admin.post('/webhook-endpoints', {
    url: `http://127.0.0.1:${port}/`,
    types: ['order.placed'],
  });
  expect([key.status, endpoint.status]).toEqual([201, 201]);
  const { port: apiPort } = shop.app.server.address() as { port: number };
  const settings = {
    HOLDFAST_URL: `http://127.0.0.1:${apiPort}`,
    HOLDFAST_KEY: key.body.key,
    WEBHOOK_SECRET: endpoint.body.secret,
    PORT: String(port),
    // After its first look only webhooks tell it of orders.
    SWEEP_SECONDS: '3600',
  };
  let warehouse = await startWarehouse(settings);
  let worker = startWorker();
  await place();
  await shippedAtLeast(5);
  await worker.stop('SIGKILL');
  await place();
  worker = startWorker();
  await shippedAtLeast(25);
  await warehouse.stop('SIGKILL');
  await place();
  warehouse = await startWarehouse(settings);
  await place();
  await shippedAtLeast(80);
  await worker.stop();

  const { rows } = await shop.pool.query<{ id: string }>('select id from orders');
  expect(rows).toHaveLength(80);
  for (const { id } of rows) {
    const order = await shop.admin.get(`/orders/${id}`);
    expect(order.body).toMatchObject({ status: 'PLACED', fulfillmentStatus: 'FULFILLED' });
    const { items } = (await shop.admin.get(`/orders/${id}/fulfillments`)).body;
    expect(items).toMatchObject([{ carrier: 'DHL', trackingNumber: `HF-${order.body.number}` }]);
  }
});
