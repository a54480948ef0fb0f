import type { Pool, PoolClient } from 'pg';
import type { DeliveryState } from '../entities/webhook-delivery.entity.ts';
import { expand } from '../events/expand.ts';
import { bodyOf, type FeedRow } from '../events/shop-event.ts';
import { readFeedAt } from '../events/sql/read-feed.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { uuidAt } from '../lists/uuid-time.ts';
import { type DeliveryRow, type DeliveryView, deliveryColumns, viewOfDelivery } from './delivery-view.ts';
import { WebhookError } from './webhook-error.ts';

const LIST = 'webhook deliveries';
/** No delivery comes after it. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface DeliveriesQuery {
  limit: number;
  cursor?: string | undefined;
  state?: DeliveryState | undefined;
  /** When they were first owed. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** A page of what an endpoint is and was owed, the newest first. @throws {InvalidCursor} */
export async function listDeliveries(
  pool: Pool,
  endpointId: string,
  { limit, cursor, state, from, to }: DeliveriesQuery,
): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? LAST : decodeCursor(cursor, LIST, 'none').id;
  const { rows } = await pool.query<DeliveryRow>({
    name: 'webhooks.list-deliveries',
    text: `
      select ${deliveryColumns} from webhook_deliveries d
       where d.endpoint_id = $1 and d.id < least($2::uuid, $4::uuid) and d.id >= $3::uuid
         and ($5::text is null or d.state = $5)
       order by d.id desc limit $6`,
    values: [
      endpointId,
      before,
      uuidAt(from?.getTime() ?? 0),
      to === undefined ? LAST : uuidAt(to.getTime() + 1),
      state ?? null,
      limit + 1,
    ],
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(viewOfDelivery),
    nextCursor: last ? encodeCursor({ sort: LIST, value: null, id: last.id }) : null,
  };
}

/** One try to deliver. */
export interface AttemptView {
  number: number;
  startedAt: string;
  durationMs: number;
  status: number | null;
  error: string | null;
  /** The beginning of the answer. */
  response: string | null;
}

export interface DeliveryDetails extends DeliveryView {
  /** What is sent; null once the event is no longer kept. */
  body: string | null;
  /** The newest, in their order. */
  attempts: AttemptView[];
}

/** Attempts that are shown. */
const MOST_ATTEMPTS = 100;

/** A delivery with its attempts, or undefined where there is none. */
export async function findDelivery(pool: Pool, id: string): Promise<DeliveryDetails | undefined> {
  const { rows } = await pool.query<DeliveryRow & { position: string; place: number }>({
    name: 'webhooks.find-delivery',
    text: `
      select ${deliveryColumns}, d.position::text, d.place
        from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
       where d.id = $1 and e.deleted_at is null`,
    values: [id],
  });
  const found = rows[0];
  if (!found) return undefined;
  const { rows: attempts } = await pool.query<AttemptView & { started_ms: number }>({
    name: 'webhooks.list-attempts',
    text: `
      select number, (extract(epoch from started_at) * 1000)::float8 as started_ms, duration_ms as "durationMs",
             status, error, response
        from webhook_attempts where delivery_id = $1 order by number desc limit $2`,
    values: [id, MOST_ATTEMPTS],
  });
  const { rows: feed } = await pool.query<FeedRow>({ ...readFeedAt, values: [[found.position]] });
  const event = (await expand(pool, feed)).flat()[found.place];
  return {
    ...viewOfDelivery(found),
    body: event ? bodyOf(event) : null,
    attempts: attempts
      .reverse()
      .map(({ started_ms, ...attempt }) => ({ ...attempt, startedAt: new Date(started_ms).toISOString() })),
  };
}

/**
 * Owes a delivery once more, at once and with all its attempts before it, in the caller's transaction. One that is owed
 * already is tried now. @throws {WebhookError} `no_such_delivery`, `endpoint_disabled`
 */
export async function retryDelivery(client: PoolClient, id: string): Promise<DeliveryView> {
  const { rows: held } = await client.query<{ enabled: boolean }>({
    name: 'webhooks.hold-delivery',
    text: `
      select e.enabled from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
       where d.id = $1 and e.deleted_at is null for no key update of d`,
    values: [id],
  });
  if (!held[0]) throw new WebhookError({ kind: 'no_such_delivery' });
  if (!held[0].enabled) throw new WebhookError({ kind: 'endpoint_disabled' });
  const { rows } = await client.query<DeliveryRow>({
    name: 'webhooks.retry-delivery',
    text: `
      with d as (
        update webhook_deliveries
           set state = 'PENDING', next_attempt_at = now(), attempts_before = attempts, settled_at = null
         where id = $1
        returning *
      )
      select ${deliveryColumns} from d`,
    values: [id],
  });
  return viewOfDelivery(rows[0]!);
}
