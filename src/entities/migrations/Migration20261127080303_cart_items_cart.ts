import { Migration } from '@mikro-orm/migrations';

/** A line belongs to a cart, and by way of it to a user. Checked for new lines from here on, for the others next. */
export class Migration20261127080303_cart_items_cart extends Migration {
  override name = 'Migration20261127080303_cart_items_cart';

  override up(): void {
    this.addSql(
      `alter table "cart_items" drop constraint "cart_items_user_id_foreign", add constraint "cart_items_user_id_foreign" foreign key ("user_id") references "carts" ("user_id") on delete cascade not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "cart_items" drop constraint "cart_items_user_id_foreign", add constraint "cart_items_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }
}
