import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { WebhookEndpoint } from './webhook-endpoint.entity.ts';

/** Events of a span of time that an endpoint is owed once more. The fan-out works it off, a piece at a time. */
@Entity({ tableName: 'webhook_replays' })
@Index({ name: 'webhook_replays_endpoint', properties: ['endpoint', 'id'] })
@Index({
  name: 'webhook_replays_open',
  expression: 'create index "webhook_replays_open" on "webhook_replays" ("id") where finished_at is null',
})
export class WebhookReplay {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => WebhookEndpoint, { ref: true, deleteRule: 'restrict', index: false })
  endpoint!: Ref<WebhookEndpoint>;

  @Property({ type: 'datetime', ...timestampColumn })
  since!: Date;

  @Property({ type: 'datetime', ...timestampColumn })
  until!: Date;

  @Property({ type: 'boolean' })
  onlyFailed!: boolean;

  /** Of the feed: how far it is. */
  @Property({ type: 'bigint', nullable: true })
  position?: string | null;

  /** That are owed because of it. */
  @Property({ type: 'integer', default: 0 })
  deliveries: number & Opt = 0;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  finishedAt?: Date | null;
}
