import { Migration } from '@mikro-orm/migrations';

/** Staff and API keys change orders, too. */
export class Migration20261127140605_actors_of_order_return_receipts extends Migration {
  override name = 'Migration20261127140605_actors_of_order_return_receipts';

  override up(): void {
    this.addSql(
      `alter table "order_return_receipts" drop constraint "order_return_receipts_actor_role_check";`,
    );
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "order_return_receipts" drop constraint "order_return_receipts_actor_role_check";`,
    );
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM')) not valid;`,
    );
  }
}
