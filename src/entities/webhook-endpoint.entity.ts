import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/** Why an endpoint is disabled: its receiver said 410, or answered nothing well for days, or somebody disabled it. */
export const disabledReasons = ['gone', 'failing', 'manual'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** Where events are sent. One that was deleted keeps its row for its deliveries, and no secret. */
@Entity({ tableName: 'webhook_endpoints' })
@Check({ name: 'webhook_endpoints_types_some', expression: 'cardinality(types) > 0' })
@Check({ name: 'webhook_endpoints_enabled_there', expression: 'deleted_at is null or not enabled' })
@Index({
  name: 'webhook_endpoints_enabled',
  expression: 'create index "webhook_endpoints_enabled" on "webhook_endpoints" ("id") where enabled',
})
export class WebhookEndpoint {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'string', length: limits.webhookUrl })
  url!: string;

  /** Types of events, `order.*` or `*`. */
  @Property({ type: 'array', columnType: 'text[]' })
  types!: string[];

  @Property({ type: 'string', length: limits.label, nullable: true })
  description?: string | null;

  @Property({ type: 'boolean', default: true })
  enabled: boolean & Opt = true;

  @Enum({ items: () => [...disabledReasons], type: 'string', length: 16, nullable: true })
  disabledReason?: DisabledReason | null;

  /** Sealed (src/accounts/sealed.ts) about the endpoint's id. */
  @Property({ type: 'blob', hidden: true, nullable: true })
  secret?: Buffer | null;

  /** Those before, the oldest first, sealed and in base64: each signs as well until its end. */
  @Property({ type: 'json', hidden: true, nullable: true })
  previousSecrets?: { secret: string; until: string }[] | null;

  /** Of the first attempt that failed since one succeeded. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  failingSince?: Date | null;

  @Property({ type: 'integer', default: 1 })
  version: number & Opt = 1;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  updatedAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  deletedAt?: Date | null;
}
