import type { Pool } from 'pg';
import type { FeedWatch } from '../../events/feed-watch.ts';
import {
  behind,
  type EventsQuery,
  encodePlace,
  listShopEvents,
  viewOfEvent,
} from '../../events/list-events.ts';

/** A stream in which nothing happens says so this often, in ms: proxies and we ourselves end silent connections. */
const SIGN_OF_LIFE_MS = 15_000;
/** How long a client waits before it comes back, in ms. */
const RECONNECT_MS = 2_000;

/**
 * Events as a stream (WHATWG HTML, 9.2), from a place on, until the signal aborts; then the client comes back with the id
 * of the last one. What is behind is read as fast as the client takes it. Each sign of life has an id, too: who asks for
 * rare types goes on from where the stream was.
 */
export async function* streamEvents(
  { pg, watch }: { pg: Pool; watch: FeedWatch },
  query: EventsQuery,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let { from } = query;
  yield `retry: ${RECONNECT_MS}\n\n`;
  while (!signal.aborted) {
    const { items, next, ended } = await listShopEvents(pg, { ...query, from });
    for (const event of items)
      yield `id: ${encodePlace(behind(event))}\nevent: ${event.type}\ndata: ${JSON.stringify(viewOfEvent(event))}\n\n`;
    from = next;
    if (!ended || items.length > 0) continue;
    const soon = AbortSignal.any([signal, AbortSignal.timeout(SIGN_OF_LIFE_MS)]);
    await watch.grown(from.position, soon);
    if (soon.aborted) yield `id: ${encodePlace(from)}\n\n`;
  }
}
