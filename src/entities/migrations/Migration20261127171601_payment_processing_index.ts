import { Migration } from '@mikro-orm/migrations';

/** Orders whose payment takes days: few at any time. */
export class Migration20261127171601_payment_processing_index extends Migration {
  override name = 'Migration20261127171601_payment_processing_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_processing"`);
    this.addSql(
      `create index concurrently "orders_payment_processing" on "orders" ("id") where payment_processing`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_processing"`);
  }
}
