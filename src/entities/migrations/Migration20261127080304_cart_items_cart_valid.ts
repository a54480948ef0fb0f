import { Migration } from '@mikro-orm/migrations';

/** Reads every line, and keeps nobody from changing one. */
export class Migration20261127080304_cart_items_cart_valid extends Migration {
  override name = 'Migration20261127080304_cart_items_cart_valid';

  override up(): void {
    this.addSql('alter table "cart_items" validate constraint "cart_items_user_id_foreign";');
  }

  /** The key goes with the migration that brought it. */
  override down(): void {}
}
