import { Migration } from '@mikro-orm/migrations';

const indexes = {
  orders_expiry: `("expires_at") where status = 'PENDING'`,
  orders_return_newest: `("return_status", "id") where return_status <> 'NONE'`,
  orders_fulfillment_newest: '("fulfillment_status", "id")',
};

/** Made while orders go on, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127111002_order_life_indexes extends Migration {
  override name = 'Migration20261127111002_order_life_indexes';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`drop index concurrently if exists "${name}"`);
      this.addSql(`create index concurrently "${name}" on "orders" ${columns}`);
    }
  }

  override down(): void {
    for (const name of Object.keys(indexes)) this.addSql(`drop index concurrently if exists "${name}"`);
  }
}
