import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Product } from './product.entity.ts';
import { User } from './user.entity.ts';

/** One line of a customer's cart: a wish, not a reservation. */
@Entity({ tableName: 'cart_items' })
@Unique({ name: 'cart_items_user_product_unique', properties: ['user', 'product'] })
@Check({ name: 'cart_items_quantity_range', expression: `quantity >= 1 and quantity <= ${limits.quantity}` })
export class CartItem {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** Whose cart it is in; a trigger sees to it that the row in `carts` is there. */
  @ManyToOne(() => User, { ref: true, deleteRule: 'cascade', index: false })
  user!: Ref<User>;

  @ManyToOne(() => Product, { ref: true, deleteRule: 'restrict', index: false })
  product!: Ref<Product>;

  @Property({ type: 'integer' })
  quantity!: number;

  /** Of the last addition to it. By this the release before finds abandoned carts, which Cart.changedAt says now. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}
