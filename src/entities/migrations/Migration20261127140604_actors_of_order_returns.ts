import { Migration } from '@mikro-orm/migrations';

/** Staff and API keys change orders, too. */
export class Migration20261127140604_actors_of_order_returns extends Migration {
  override name = 'Migration20261127140604_actors_of_order_returns';

  override up(): void {
    this.addSql(`alter table "order_returns" drop constraint "order_returns_actor_role_check";`);
    this.addSql(
      `alter table "order_returns" add constraint "order_returns_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "order_returns" drop constraint "order_returns_actor_role_check";`);
    this.addSql(
      `alter table "order_returns" add constraint "order_returns_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM')) not valid;`,
    );
  }
}
