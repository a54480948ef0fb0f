import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/** That somebody's data is to go, and how far it is. Once for each person: whoever asks again is told of it. */
@Entity({ tableName: 'erasures' })
@Unique({ name: 'erasures_user_unique', properties: ['user'] })
@Index({
  name: 'erasures_running',
  expression: `create index "erasures_running" on "erasures" ("requested_at") where completed_at is null`,
})
export class Erasure {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => User, { ref: true, deleteRule: 'cascade', index: false })
  user!: Ref<User>;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  requestedAt: Date & Opt = new Date();

  /** The last of the person's orders that is done; null: none is. */
  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  erasedThrough?: string | null;

  /** When nothing of theirs was left, and no token that could have brought more was good any longer. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  completedAt?: Date | null;
}
