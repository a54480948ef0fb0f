import { Migration } from '@mikro-orm/migrations';

/** The rows of before, too. */
export class Migration20261127204527_refunded_units_checked extends Migration {
  override name = 'Migration20261127204527_refunded_units_checked';

  override up(): void {
    this.addSql(
      `alter table "order_cancellations" validate constraint "order_cancellations_refunded_range";`,
    );
    this.addSql(
      `alter table "order_cancellation_items" validate constraint "order_cancellation_items_refunded_range";`,
    );
    this.addSql(
      `alter table "order_return_receipts" validate constraint "order_return_receipts_refunded_range";`,
    );
    this.addSql(
      `alter table "order_return_receipt_items" validate constraint "order_return_receipt_items_refunded_range";`,
    );
  }

  override down(): void {
    // The migrations before take them away with their columns.
  }
}
