import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { WebhookEndpoint } from './webhook-endpoint.entity.ts';

export const deliveryStates = ['PENDING', 'SUCCEEDED', 'FAILED'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** An event that an endpoint is owed, once each. What it says is made from the feed when it is sent. */
@Entity({ tableName: 'webhook_deliveries' })
@Unique({ name: 'webhook_deliveries_event', properties: ['endpoint', 'position', 'place'] })
@Index({ name: 'webhook_deliveries_endpoint', properties: ['endpoint', 'id'] })
@Index({
  name: 'webhook_deliveries_due',
  expression: `create index "webhook_deliveries_due" on "webhook_deliveries" ("endpoint_id", "next_attempt_at") where state = 'PENDING'`,
})
export class WebhookDelivery {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => WebhookEndpoint, { ref: true, deleteRule: 'restrict', index: false })
  endpoint!: Ref<WebhookEndpoint>;

  /** Of the feed's row. */
  @Property({ type: 'bigint' })
  position!: string;

  /** Of the event among those of its row. */
  @Property({ type: 'integer' })
  place!: number;

  /** `webhook-id`: the same at each attempt. */
  @Property({ type: 'uuid', ...uuidColumn })
  eventId!: string;

  @Property({ type: 'string', length: 64 })
  type!: string;

  @Enum({ items: () => [...deliveryStates], type: 'string', length: 16, default: 'PENDING' })
  state: DeliveryState & Opt = 'PENDING';

  @Property({ type: 'integer', default: 0 })
  attempts: number & Opt = 0;

  /** Attempts before it was owed once more: the pauses begin anew. */
  @Property({ type: 'integer', default: 0 })
  attemptsBefore: number & Opt = 0;

  /** While an attempt runs: when it counts as lost. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  nextAttemptAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  @Index({ name: 'webhook_deliveries_created' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  settledAt?: Date | null;
}
