import { Migration } from '@mikro-orm/migrations';

/** Orders of a buyer that wait for money: they are counted before one more is written. */
export class Migration20261127171500_unpaid_orders_index extends Migration {
  override name = 'Migration20261127171500_unpaid_orders_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "orders_unpaid_user"`);
    this.addSql(
      `create index concurrently "orders_unpaid_user" on "orders" ("user_id") where status = 'PENDING'`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "orders_unpaid_user"`);
  }
}
