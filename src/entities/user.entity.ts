import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/** A GUEST buys without an account; STAFF does what its scopes allow, an ADMIN everything. */
export const roles = ['ADMIN', 'STAFF', 'CUSTOMER', 'GUEST'] as const;
export type Role = (typeof roles)[number];

@Entity({ tableName: 'users' })
@Check({ name: 'users_email_lower_case', expression: 'email = lower(email)' })
@Check({
  name: 'users_email_known',
  expression: "email is not null or role = 'GUEST' or erased_at is not null",
})
@Check({ name: 'users_scopes_of_staff', expression: "role = 'STAFF' or scopes = '{}'" })
@Index({
  name: 'users_guests',
  expression: `create index "users_guests" on "users" ("created_at") where role = 'GUEST'`,
})
@Index({
  name: 'users_customers',
  expression: `create index "users_customers" on "users" ("id") where role = 'CUSTOMER'`,
})
@Index({
  name: 'users_staff',
  expression: `create index "users_staff" on "users" ("id") where role in ('ADMIN', 'STAFF')`,
})
@Index({
  name: 'users_find',
  expression: `create index "users_find" on "users" using gin ((lower(name) || ' ' || email) gin_trgm_ops)`,
})
export class User {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /**
   * Stored in lower case, which a CHECK holds, so that UNIQUE means unique without regard to case. A guest has none, and
   * whoever was erased.
   */
  @Property({ type: 'string', length: 254, nullable: true })
  @Unique({ name: 'users_email_unique' })
  email?: string | null;

  @Property({ type: 'string', length: 200, nullable: true })
  name?: string | null;

  /** PHC string of argon2id; never serialised. Null: nobody can log in with a password. */
  @Property({ type: 'text', hidden: true, lazy: true, nullable: true })
  passwordHash?: string | null;

  @Enum({ items: () => [...roles], type: 'string', length: 16 })
  role: Role & Opt = 'CUSTOMER';

  /** What a member of the staff may do (src/accounts/scopes.ts). */
  @Property({ type: 'array', columnType: 'text[]', defaultRaw: "'{}'" })
  scopes: string[] & Opt = [];

  /** When somebody opened the link that was mailed to `email`. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  emailVerifiedAt?: Date | null;

  /** When the person's data went; the row stays for the orders. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  erasedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}
