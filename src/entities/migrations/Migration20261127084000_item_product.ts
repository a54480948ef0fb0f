import { Migration } from '@mikro-orm/migrations';

/**
 * An order's line and the movement of its sale name the same product, and one statement writes both: the movement's
 * foreign key holds for the two of them.
 */
export class Migration20261127084000_item_product extends Migration {
  override name = 'Migration20261127084000_item_product';

  override up(): void {
    this.addSql(`alter table "order_items" drop constraint "order_items_product_id_foreign";`);
  }

  /** Not valid: the lines that are there are not read again while the shop sells. */
  override down(): void {
    this.addSql(
      `alter table "order_items" add constraint "order_items_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete restrict not valid;`,
    );
  }
}
