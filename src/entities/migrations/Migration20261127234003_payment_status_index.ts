import { Migration } from '@mikro-orm/migrations';

/** Orders by how they stand with what is due of them. The release before has its own index, which goes one release later. */
export class Migration20261127234003_payment_status_index extends Migration {
  override name = 'Migration20261127234003_payment_status_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_status_newest"`);
    this.addSql(
      `create index concurrently "orders_payment_status_newest" on "orders" ((case when refunded > 0 then case when refunded < captured then 'PARTIALLY_REFUNDED' else 'REFUNDED' end when captured > total - not_due then 'OVERPAID' when total = 0 then 'NOT_REQUIRED' when captured > 0 then case when captured = total - not_due then 'PAID' else 'PARTIALLY_PAID' end when authorized > 0 then 'AUTHORIZED' else 'UNPAID' end), "id") where total = 0 or authorized > 0 or captured > 0`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "orders_payment_status_newest"`);
  }
}
