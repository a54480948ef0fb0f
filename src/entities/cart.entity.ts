import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';
import { User } from './user.entity.ts';

/**
 * A customer's cart: one row, made by the first addition. Whoever changes the cart holds it, so that one change comes
 * after the other. A checkout takes lines out of the cart and leaves the row alone.
 */
@Entity({ tableName: 'carts' })
export class Cart {
  [PrimaryKeyProp]?: 'user';

  @OneToOne(() => User, { ref: true, primary: true, owner: true, deleteRule: 'cascade' })
  user!: Ref<User>;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  /** When something was last added to it, or all of it taken out: what says that it is abandoned. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  @Index({ name: 'carts_changed_at' })
  changedAt: Date & Opt = new Date();
}
