import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';
import { User } from './user.entity.ts';

/** What an operator's device makes codes with, which a login asks for beside the password (TOTP, RFC 6238). */
@Entity({ tableName: 'second_factors' })
export class SecondFactor {
  [PrimaryKeyProp]?: 'user';

  @ManyToOne(() => User, { ref: true, primary: true, deleteRule: 'cascade', index: false })
  user!: Ref<User>;

  /** Encrypted under a key of the shop's: a copy of the database makes no codes. */
  @Property({ type: 'blob', hidden: true })
  sealedSecret!: Buffer;

  /** Of the last code that was taken, in steps of 30 s since 1970: no code is good twice. */
  @Property({ type: 'integer', default: 0 })
  lastStep!: number & Opt;

  /** When its owner showed a code of it; before that it is asked of nobody. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  confirmedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt!: Date & Opt;
}
