import { Migration } from '@mikro-orm/migrations';

/** Placed orders that are not paid any more, or not yet: few at any time, and an order that nobody began to pay is none. */
export class Migration20261127234005_lack_money_index extends Migration {
  override name = 'Migration20261127234005_lack_money_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "orders_lack_money"`);
    this.addSql(
      `create index concurrently "orders_lack_money" on "orders" ("id") where payment_begun and status = 'PLACED' and authorized + captured < total - not_due`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "orders_lack_money"`);
  }
}
