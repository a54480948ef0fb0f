import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import { watchFeed } from '../../events/feed-watch.ts';
import {
  decodePlace,
  encodePlace,
  type FeedPlace,
  listShopEvents,
  placeAt,
  refuseAstray,
  startOfFeed,
  viewOfEvent,
} from '../../events/list-events.ts';
import { keptInstantOf } from '../instant.ts';
import { prefersType, refusesJson } from '../plugins/accept.ts';
import { problemResponses } from '../schemas.ts';
import { Listeners } from './listeners.ts';
import { EventPageSchema, EventsQuerySchema, splitTypes } from './schemas.ts';
import { streamEvents } from './stream.ts';

/** A stream ends after so long, in ms, and its client comes back: by then its token or its rights may be over. */
const STREAM_MS = 5 * 60_000;
const SECOND_MS = 1_000;

/** What happened in the shop, for whoever keeps a place in it. */
export const shopEventRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const watch = watchFeed(app.pg);
  const listeners = new Listeners();
  app.addHook('preClose', async () => listeners.close());

  app.get(
    '/events',
    {
      config: { access: 'orders:read', html: true },
      preValidation: async (request) => splitTypes(request.query),
      schema: {
        tags: ['Events'],
        operationId: 'listEvents',
        summary: 'Read what happened',
        description:
          'Every event of the last 30 days, in the order in which transactions could be seen: whoever keeps `cursor` and goes ' +
          'on with it misses none, however they overlapped. `wait` asks for an answer as soon as there is one. With ' +
          '`Accept: text/event-stream` it is a stream of server-sent events, each with an id that `Last-Event-ID` (or ' +
          '`cursor`) goes on from; it ends after five minutes, and browsers come back by themselves. An event says how its order was then. ' +
          'A cursor whose next events are not kept any more is answered 410 `cursor_expired`, one that is ahead of the last event ' +
          '(the database was restored from a backup) 400 `invalid_cursor`.',
        querystring: EventsQuerySchema,
        response: {
          200: EventPageSchema,
          ...problemResponses(
            'invalid_cursor',
            'cursor_expired',
            'validation_failed',
            'not_acceptable',
            'overloaded',
          ),
        },
      },
    },
    async (request, reply) => {
      const { types = ['*'], limit, cursor, from, wait } = request.query;
      const accept = request.headers.accept ?? '*/*';
      const isStream = prefersType(accept, 'text/event-stream');
      if (!isStream && refusesJson(accept)) throw new Problem('not_acceptable');
      // A reader that has had no event yet may send it empty: it names none.
      const last = request.headers['last-event-id'] || undefined;
      const instant = from === undefined ? undefined : keptInstantOf(from, '#/from');
      const start = await startOf(isStream && typeof last === 'string' ? last : cursor, instant);
      const wanted = { types, sinceMs: instant?.getTime() };
      if (isStream) {
        // Said while there is a status to say it with: a browser does not come back then.
        await refuseAstray(app.pg, start);
        const { signal, leave } = listeners.enter(request, STREAM_MS);
        const stream = Readable.from(
          streamEvents({ pg: app.pg, watch }, { ...wanted, limit: 100, from: start }, signal),
        );
        stream.once('close', leave);
        // Proxies that collect answers would hold events back.
        return reply
          .type('text/event-stream')
          .header('x-accel-buffering', 'no')
          .send(stream as never);
      }
      let page = await listShopEvents(app.pg, { ...wanted, limit, from: start });
      if (wait > 0 && page.items.length === 0 && page.ended) {
        const { signal, leave } = listeners.enter(request, wait * SECOND_MS);
        try {
          while (page.items.length === 0 && !signal.aborted) {
            if (page.ended) await watch.grown(page.next.position, signal);
            page = await listShopEvents(app.pg, { ...wanted, limit, from: page.next });
          }
        } finally {
          leave();
        }
      }
      const next = encodePlace(page.next);
      const isLast = page.items.length === 0 && page.ended;
      return { items: page.items.map(viewOfEvent), nextCursor: isLast ? null : next, cursor: next };
    },
  );

  /** @throws {InvalidCursor} */
  async function startOf(cursor: string | undefined, from: Date | undefined): Promise<FeedPlace> {
    if (cursor !== undefined) return decodePlace(cursor);
    if (from === undefined) return startOfFeed(app.pg);
    return placeAt(app.pg, from);
  }
};
