import { Migration } from '@mikro-orm/migrations';

/** An order's line names the stock movement of its sale. Without a default nothing is rewritten; lines of the release before have none. */
export class Migration20261127082600_item_versions extends Migration {
  override name = 'Migration20261127082600_item_versions';

  override up(): void {
    this.addSql(`alter table "order_items" add "product_version" int null;`);
  }

  override down(): void {
    this.addSql(`alter table "order_items" drop column "product_version";`);
  }
}
