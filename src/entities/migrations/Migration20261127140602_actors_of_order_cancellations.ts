import { Migration } from '@mikro-orm/migrations';

/** Staff and API keys change orders, too. */
export class Migration20261127140602_actors_of_order_cancellations extends Migration {
  override name = 'Migration20261127140602_actors_of_order_cancellations';

  override up(): void {
    this.addSql(`alter table "order_cancellations" drop constraint "order_cancellations_actor_role_check";`);
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "order_cancellations" drop constraint "order_cancellations_actor_role_check";`);
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM')) not valid;`,
    );
  }
}
