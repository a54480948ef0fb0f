import { Migration } from '@mikro-orm/migrations';

/** Orders by how they stand with money, but for those that nobody paid any of: placing such an order costs nothing more. */
export class Migration20261127122500_order_payment_index extends Migration {
  override name = 'Migration20261127122500_order_payment_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_newest"`);
    this.addSql(
      `create index concurrently "orders_payment_newest" on "orders" ((case when refunded > 0 then case when refunded < captured then 'PARTIALLY_REFUNDED' else 'REFUNDED' end when captured > total then 'OVERPAID' when total = 0 then 'NOT_REQUIRED' when captured = total then 'PAID' when captured > 0 then 'PARTIALLY_PAID' when authorized > 0 then 'AUTHORIZED' else 'UNPAID' end), "id") where total = 0 or authorized > 0 or captured > 0`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_newest"`);
  }
}
