import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { sequenceAll } from '../../setup/feed.ts';

let shop: Shop;
let url: string;
let productId: string;
beforeAll(async () => {
  shop = await openShop();
  url = await shop.app.listen({ port: 0, host: '127.0.0.1' });
  productId = (await shop.product()).id;
});
afterAll(() => shop.close());

const order = async (): Promise<string> => {
  const buyer = await shop.buyerWith([productId, 1]);
  return (await buyer.post('/orders')).body.id;
};
const place = async (): Promise<string> => {
  const id = await order();
  await sequenceAll(shop.pool);
  return id;
};

/** A stream, read message by message; what has no data is left out. */
async function* listen(headers: Record<string, string>, query: string, signal: AbortSignal) {
  const answer = await fetch(`${url}/events?${query}`, {
    headers: { authorization: `Bearer ${shop.admin.token}`, accept: 'text/event-stream', ...headers },
    signal,
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  let rest = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const lines = rest.slice(0, end).split('\n');
      rest = rest.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data) yield { id: field('id')!, type: field('event')!, event: JSON.parse(data) };
    }
  }
}

/** The next message. */
const next = async (stream: ReturnType<typeof listen>) => (await stream.next()).value!;

describe('a stream of events', () => {
  it('has what was, then what comes, and goes on behind the last one that came', async () => {
    const first = await place();
    const connection = new AbortController();
    // Of no event yet, as some readers say it.
    const stream = listen({ 'last-event-id': '' }, 'types=order.placed', connection.signal);
    const was = await next(stream);
    expect([was.type, was.event.type, was.event.data.order.id]).toEqual([
      'order.placed',
      'order.placed',
      first,
    ]);
    const coming = next(stream);
    const second = await place();
    expect((await coming).event.data.order.id).toBe(second);
    connection.abort();
    await stream.next().catch(() => {});

    const again = new AbortController();
    const third = await place();
    const resumed = listen({ 'last-event-id': (await coming).id }, 'types=order.placed', again.signal);
    expect((await next(resumed)).event.data.order.id).toBe(third);
    again.abort();
    await resumed.next().catch(() => {});
  });
});

describe('a request that waits', () => {
  it('is answered as soon as there is something of its types', async () => {
    await sequenceAll(shop.pool);
    let { cursor } = (await shop.admin.get('/events?from=2199-01-01T00:00:00Z')).body;
    const waiting = shop.admin.get(`/events?wait=25&types=fulfillment.*&cursor=${cursor}`);
    const id = await place();
    await shop.admin.post(`/orders/${id}/fulfillments`, {});
    await sequenceAll(shop.pool);
    const { body } = await waiting;
    expect(body.items.map((event: { type: string }) => event.type)).toEqual(['fulfillment.created']);
    ({ cursor } = body);
    expect((await shop.admin.get(`/events?wait=1&cursor=${cursor}`)).body).toMatchObject({
      items: [],
      nextCursor: null,
    });
  });
});
