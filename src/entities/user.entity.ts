import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

export const roles = ['ADMIN', 'CUSTOMER'] as const;
export type Role = (typeof roles)[number];

@Entity({ tableName: 'users' })
@Check({ name: 'users_email_lower_case', expression: 'email = lower(email)' })
@Index({
  name: 'users_find',
  expression: `create index "users_find" on "users" using gin ((lower(name) || ' ' || email) gin_trgm_ops)`,
})
export class User {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** Stored in lower case, which a CHECK holds, so that UNIQUE means unique without regard to case. */
  @Property({ type: 'string', length: 254 })
  @Unique({ name: 'users_email_unique' })
  email!: string;

  @Property({ type: 'string', length: 200 })
  name!: string;

  /** PHC string of argon2id; never serialised. */
  @Property({ type: 'text', hidden: true, lazy: true })
  passwordHash!: string;

  @Enum({ items: () => [...roles], type: 'string', length: 16 })
  role: Role & Opt = 'CUSTOMER';

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}
