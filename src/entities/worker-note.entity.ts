import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';

/** What all workers know in common, one row a name: what a scheduled job found last, which queues are in use. */
@Entity({ tableName: 'worker_notes' })
export class WorkerNote {
  @PrimaryKey({ type: 'string', length: 64 })
  name!: string;

  @Property({ type: 'json' })
  value!: unknown;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  notedAt: Date & Opt = new Date();
}
