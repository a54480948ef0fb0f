import { Migration } from '@mikro-orm/migrations';

/** Whether somebody has begun to pay an order: constant defaults, so nothing is rewritten. */
export class Migration20261127171600_order_payment_progress extends Migration {
  override name = 'Migration20261127171600_order_payment_progress';

  override up(): void {
    this.addSql(
      `alter table "orders" add "payment_begun" boolean not null default false, add "payment_processing" boolean not null default false;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "orders" drop column "payment_begun", drop column "payment_processing";`);
  }
}
