import { Migration } from '@mikro-orm/migrations';

export class Migration20261127170701_order_amounts_checked extends Migration {
  override name = 'Migration20261127170701_order_amounts_checked';

  override up(): void {
    this.addSql(`alter table "orders" validate constraint "orders_costs_whole";`);
    this.addSql(`alter table "orders" validate constraint "orders_costs_sum";`);
    this.addSql(`alter table "order_items" validate constraint "order_items_tax_rate_range";`);
    this.addSql(`alter table "order_items" validate constraint "order_items_tax_range";`);
    this.addSql(`alter table "order_items" validate constraint "order_items_discount_range";`);
  }

  override down(): void {
    // The migration before takes them away with their columns.
  }
}
