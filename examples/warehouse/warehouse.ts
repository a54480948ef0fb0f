// A warehouse: hears of what is placed, ships it, and tells the shop how the parcel is tracked.
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createHoldfast,
  everyItem,
  HoldfastProblem,
  orThrow,
  verifyWebhook,
  WebhookRefused,
} from '../../clients/typescript/src/index.ts';

const { HOLDFAST_URL = 'http://127.0.0.1:8000', HOLDFAST_KEY, WEBHOOK_SECRET } = process.env;
const { PORT = '8090', SWEEP_SECONDS = '60' } = process.env;
if (!HOLDFAST_KEY || !WEBHOOK_SECRET) throw new Error('HOLDFAST_KEY and WEBHOOK_SECRET are needed');

const { api } = createHoldfast({ baseUrl: HOLDFAST_URL, apiKey: HOLDFAST_KEY });
/** A webhook has less than 20 kB. */
const MAX_BODY_BYTES = 64 * 1_024;
/** There is nothing left to be shipped: it was done before, or the order was cancelled. */
const OVER = new Set(['nothing_open', 'order_cancelled']);

const say = (error: unknown) => console.error(String(error));

/** Here a carrier is asked for a label. The order's number goes along: asked again, it gives the same one. */
async function labelFor(number: string): Promise<{ carrier: string; trackingNumber: string }> {
  return { carrier: 'DHL', trackingNumber: `HF-${number}` };
}

/** Ships what is open of an order: what was shipped is not open, so that calling it twice makes one parcel. */
async function ship({ id, number }: { id: string; number: string }): Promise<void> {
  const body = await labelFor(number);
  try {
    await orThrow(api.POST('/orders/{id}/fulfillments', { params: { path: { id } }, body }));
    console.log(`${number} shipped`);
  } catch (error) {
    if (!(error instanceof HoldfastProblem && OVER.has(error.code))) throw error;
  }
}

/** What no webhook came for while this process was down, or what could not be shipped when it came. */
async function sweep(): Promise<void> {
  const query = { status: 'PLACED', fulfillmentStatus: 'UNFULFILLED', limit: 100 } as const;
  const page = (cursor?: string) =>
    orThrow(api.GET('/orders', { params: { query: { ...query, ...(cursor && { cursor }) } } }));
  for await (const order of everyItem(page)) await ship(order).catch(say);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  try {
    const { type, data } = await verifyWebhook(await bodyOf(request), request.headers, WEBHOOK_SECRET);
    // Answered once it is shipped: what fails or dies before comes again.
    if (type === 'order.placed') await ship(data.order as { id: string; number: string });
    response.writeHead(204).end();
  } catch (error) {
    say(error);
    response.writeHead(error instanceof WebhookRefused ? 400 : 500).end();
  }
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${PORT}`));
for (;;) {
  await sweep().catch(say);
  await pause(Number(SWEEP_SECONDS) * 1_000);
}
