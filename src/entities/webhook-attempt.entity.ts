import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';
import { WebhookDelivery } from './webhook-delivery.entity.ts';

/** One try to deliver, and what came of it. One whose worker died has no row. */
@Entity({ tableName: 'webhook_attempts' })
export class WebhookAttempt {
  [PrimaryKeyProp]?: ['delivery', 'number'];

  @ManyToOne(() => WebhookDelivery, { ref: true, primary: true, deleteRule: 'cascade', index: false })
  delivery!: Ref<WebhookDelivery>;

  /** From 1. */
  @PrimaryKey({ type: 'integer' })
  number!: number;

  @Property({ type: 'datetime', ...timestampColumn })
  startedAt!: Date;

  @Property({ type: 'integer' })
  durationMs!: number;

  /** That was answered; null where nothing was. */
  @Property({ type: 'smallint', nullable: true })
  status?: number | null;

  /** Why nothing was answered. */
  @Property({ type: 'string', length: 300, nullable: true })
  error?: string | null;

  /** The beginning of the answer. */
  @Property({ type: 'string', length: 1024, nullable: true })
  response?: string | null;
}
