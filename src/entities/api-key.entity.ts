import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/**
 * What a machine calls the API with, in place of a person's login. One that was deleted keeps its row: events and
 * records name it.
 */
@Entity({ tableName: 'api_keys' })
@Check({ name: 'api_keys_scopes_some', expression: 'cardinality(scopes) > 0' })
@Index({
  name: 'api_keys_good',
  expression: 'create index "api_keys_good" on "api_keys" ("id") where deleted_at is null',
})
export class ApiKey {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'string', length: 100 })
  name!: string;

  /** What whoever shows the key may do (src/accounts/scopes.ts). */
  @Property({ type: 'array', columnType: 'text[]' })
  scopes!: string[];

  /** The beginning of the key, by which people tell it from others. */
  @Property({ type: 'string', length: 16 })
  prefix!: string;

  /** SHA-256 of the key; the key itself has 256 random bits, so no salt is needed. */
  @Property({ type: 'blob', hidden: true })
  @Unique({ name: 'api_keys_hash_unique' })
  keyHash!: Buffer;

  /** Who made it; it stays good when they leave. */
  @ManyToOne(() => User, {
    ref: true,
    deleteRule: 'restrict',
    index: 'api_keys_creator',
    fieldName: 'created_by',
  })
  createdBy!: Ref<User>;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  expiresAt?: Date | null;

  /** To the minute. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  lastUsedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  deletedAt?: Date | null;
}
