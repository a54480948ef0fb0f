import { sequenceOnce } from '../../src/workers/event-loop.ts';
import { requestOf } from '../setup/connection.ts';
import { copyRows } from './copy-rows.ts';
import { always, type Example, type Examples, type Measured, make, oneOf } from './example.ts';
import { keptExamples } from './kept-examples.ts';

/** Where nobody listens: no worker runs here, so that nothing is sent. */
const URL = 'http://127.0.0.1:9/events';
const ENDPOINTS = 50;
/** A shop may have a hundred. */
const MOST_ENDPOINTS = 99;
const ROWS = 1_000;
const ROUNDS = 5;
const SPAN = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };

/** The feed of events, and those that are told of them. */
export function webhookExamples(measured: Measured): Examples {
  const { pool, token } = measured;
  let endpoints: string[] = [];
  let deliveries: string[] = [];
  const call = (method: string, path: string, body?: object) => requestOf(method, path, { token, body });
  const body = { url: URL, types: ['order.*'] };
  const kept = keptExamples(measured, {
    names: ['WebhookEndpoint', 'WebhookEndpoints'],
    path: '/webhook-endpoints',
    table: 'webhook_endpoints',
    body: () => ({ ...body, enabled: false }),
    change: (n) => ({ description: `Warehouse ${n}` }),
    copies: MOST_ENDPOINTS - 1,
  });
  const removeAll = () =>
    pool.query('update webhook_endpoints set enabled = false, deleted_at = now() where deleted_at is null');
  /** Every preparation has room for its endpoints. */
  const alone = (examples: Example[]): Example[] =>
    examples.map((example) => ({
      ...example,
      async prepare() {
        await removeAll();
        return example.prepare ? example.prepare() : MOST_ENDPOINTS;
      },
    }));
  const open = async () => {
    await removeAll();
    const id = await make(measured, '/webhook-endpoints', body);
    const copies = await copyRows(pool, { table: 'webhook_endpoints', id, count: ENDPOINTS });
    endpoints = [id, ...copies];
    return undefined;
  };
  const sequence = async () => {
    for (let round = 0; round < ROUNDS; round++) if ((await sequenceOnce(pool, ROWS)) < ROWS) return;
  };
  const readDeliveries = async (state: string) => {
    const { rows } = await pool.query<{ id: string }>('select id from webhook_deliveries where state = $1', [
      state,
    ]);
    deliveries = rows.map(({ id }) => id);
    return deliveries.length;
  };
  const toEndpoint = (method: string, what: string, sent?: object): Example[] => [
    { prepare: open, request: () => call(method, `/webhook-endpoints/${oneOf(endpoints)}/${what}`, sent) },
  ];

  return {
    ...Object.fromEntries(Object.entries(kept).map(([name, examples]) => [name, alone(examples)])),
    testWebhookEndpoint: toEndpoint('POST', 'tests'),
    rotateWebhookSecret: toEndpoint('POST', 'secret-rotations', { overlapSeconds: 0 }),
    listWebhookDeliveries: [
      {
        async prepare() {
          await removeAll();
          endpoints = [await make(measured, '/webhook-endpoints', body)];
          await sequence();
          return undefined;
        },
        request: () => call('GET', `/webhook-endpoints/${endpoints[0]}/deliveries`),
      },
    ],
    getWebhookDelivery: [
      {
        prepare: () => readDeliveries('PENDING').then(() => undefined),
        request: () => call('GET', `/webhook-deliveries/${oneOf(deliveries)}`),
      },
    ],
    retryWebhookDelivery: [
      {
        async prepare() {
          await pool.query(`update webhook_deliveries set state = 'FAILED', settled_at = now()`);
          return readDeliveries('FAILED');
        },
        request: (n) => call('POST', `/webhook-deliveries/${deliveries[n]}/retries`),
      },
    ],
    replayWebhookEvents: toEndpoint('POST', 'replays', SPAN),
    listEvents: always(() => call('GET', '/events')),
  };
}
