import { Migration } from '@mikro-orm/migrations';

/** Staff and API keys change orders, too. */
export class Migration20261127140601_actors_of_order_events extends Migration {
  override name = 'Migration20261127140601_actors_of_order_events';

  override up(): void {
    this.addSql(`alter table "order_events" drop constraint "order_events_actor_role_check";`);
    this.addSql(
      `alter table "order_events" add constraint "order_events_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "order_events" drop constraint "order_events_actor_role_check";`);
    this.addSql(
      `alter table "order_events" add constraint "order_events_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM')) not valid;`,
    );
  }
}
