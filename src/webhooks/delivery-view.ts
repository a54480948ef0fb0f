import type { DeliveryState } from '../entities/webhook-delivery.entity.ts';
import { instantOrNull } from './endpoint-view.ts';

/** An event that an endpoint is owed, and how far that is. */
export interface DeliveryView {
  id: string;
  endpointId: string;
  /** `webhook-id`. */
  eventId: string;
  type: string;
  state: DeliveryState;
  attemptCount: number;
  /** ISO 8601, UTC, like all times here; null where none is to come. */
  nextAttemptAt: string | null;
  createdAt: string;
  settledAt: string | null;
}

export interface DeliveryRow {
  id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  next_ms: number;
  created_ms: number;
  settled_ms: number | null;
}

const epochMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Of `webhook_deliveries d`. */
export const deliveryColumns = `d.id, d.endpoint_id, d.event_id, d.type, d.state, d.attempts,
  ${epochMs('d.next_attempt_at')} as next_ms, ${epochMs('d.created_at')} as created_ms, ${epochMs('d.settled_at')} as settled_ms`;

export function viewOfDelivery(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    type: row.type,
    state: row.state,
    attemptCount: row.attempts,
    nextAttemptAt: row.state === 'PENDING' ? instantOrNull(row.next_ms) : null,
    createdAt: new Date(row.created_ms).toISOString(),
    settledAt: instantOrNull(row.settled_ms),
  };
}
