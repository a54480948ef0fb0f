import { Migration } from '@mikro-orm/migrations';

/**
 * `cart_items` is locked first and `users` next, by who changes a cart the other way round. Shorter than PostgreSQL
 * waits before it looks for a deadlock (a second): this is what gives up, and it is tried again.
 */
const giveUpSoon = `set local lock_timeout = '200ms';`;

/** A line belongs to a cart, and by way of it to a user. Checked for new lines from here on, for the others next. */
export class Migration20261127080303_cart_items_cart extends Migration {
  override name = 'Migration20261127080303_cart_items_cart';

  override up(): void {
    this.addSql(giveUpSoon);
    this.addSql(
      `alter table "cart_items" drop constraint "cart_items_user_id_foreign", add constraint "cart_items_user_id_foreign" foreign key ("user_id") references "carts" ("user_id") on delete cascade not valid;`,
    );
  }

  override down(): void {
    this.addSql(giveUpSoon);
    this.addSql(
      `alter table "cart_items" drop constraint "cart_items_user_id_foreign", add constraint "cart_items_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }
}
