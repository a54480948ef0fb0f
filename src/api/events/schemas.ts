import { Type } from 'typebox';
import { eventTypes, typePatterns } from '../../events/event-types.ts';
import { Choice, pageQuery, strict, Timestamp, Uuid } from '../schemas.ts';

/** Types of events, as readers and webhook endpoints name them. */
export const TypePattern = () => Choice(typePatterns, { title: 'EventTypePattern' });

export const ShopEventSchema = Type.Object(
  {
    id: Uuid({ description: 'The same wherever it is told; `webhook-id` of its deliveries' }),
    type: Choice(Object.keys(eventTypes), { title: 'EventType' }),
    timestamp: Timestamp(),
    data: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'No personal data. `order` (id, number, version, statuses, total, currency), as it was right after what happened, ' +
          'and the record it is about by its id; or `product`; or `endpoint`',
        examples: [
          {
            order: {
              id: '00000000-0000-7000-8000-000000000000',
              number: '261122-1800-000000',
              version: 1,
              status: 'PLACED',
              paymentStatus: 'UNPAID',
              fulfillmentStatus: 'UNFULFILLED',
              returnStatus: 'NONE',
              total: 2598,
              currency: 'GBP',
            },
          },
        ],
      },
    ),
  },
  { title: 'Event', description: 'Something that happened in the shop' },
);

export const EventPageSchema = Type.Object(
  {
    items: Type.Array(ShopEventSchema),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: 'Of the next page; null when there was nothing behind the cursor that you sent',
    }),
    cursor: Type.String({
      description: 'Keep it: whoever goes on with it misses no event, also of those that are still to come',
    }),
  },
  { title: 'EventPage', description: 'Events in the order in which they could be seen' },
);

/** How long a request waits for an event at most, in seconds: less than proxies do. */
const MOST_WAIT_SECONDS = 25;

export const EventsQuerySchema = strict({
  types: Type.Optional(
    Type.Array(TypePattern(), {
      minItems: 1,
      maxItems: typePatterns.length,
      description:
        'Types of events, repeated or separated by commas: `order.placed`, `order.*`, `*`; all where it is left out',
    }),
  ),
  from: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'What happened then or later; everything that is kept where it is left out',
    }),
  ),
  wait: Type.Integer({
    minimum: 0,
    maximum: MOST_WAIT_SECONDS,
    default: 0,
    description: 'Seconds to wait for an event where there is none yet',
  }),
  ...pageQuery,
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'cursor or nextCursor of the page before' }),
  ),
});

/** Before validation: `types` is a list, however it was written. */
export function splitTypes(query: { types?: unknown }): void {
  if (query.types === undefined) return;
  query.types = [query.types].flat().flatMap((part) => String(part).split(','));
}
