import { Migration } from '@mikro-orm/migrations';

/**
 * Who bought, kept with the order. Without a default nothing is rewritten, and the release before goes on beside it:
 * its orders have none, and theirs are the account's.
 */
export class Migration20261127082500_order_buyers extends Migration {
  override name = 'Migration20261127082500_order_buyers';

  override up(): void {
    this.addSql(
      `alter table "orders" add "customer_email" varchar(254) null, add "customer_name" varchar(200) null;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "orders" drop column "customer_email", drop column "customer_name";`);
  }
}
