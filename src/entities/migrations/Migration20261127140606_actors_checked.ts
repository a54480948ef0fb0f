import { Migration } from '@mikro-orm/migrations';

/** Reads the records of what happened to orders, and lets those who write go on. */
export class Migration20261127140606_actors_checked extends Migration {
  override name = 'Migration20261127140606_actors_checked';

  override up(): void {
    this.addSql(`alter table "order_events" validate constraint "order_events_actor_role_check";`);
    this.addSql(
      `alter table "order_cancellations" validate constraint "order_cancellations_actor_role_check";`,
    );
    this.addSql(`alter table "fulfillments" validate constraint "fulfillments_actor_role_check";`);
    this.addSql(`alter table "order_returns" validate constraint "order_returns_actor_role_check";`);
    this.addSql(
      `alter table "order_return_receipts" validate constraint "order_return_receipts_actor_role_check";`,
    );
  }

  /** The constraints go with the migrations that made them. */
  override down(): void {}
}
