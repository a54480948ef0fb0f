import { Migration } from '@mikro-orm/migrations';

/** Staff and API keys change orders, too. */
export class Migration20261127140603_actors_of_fulfillments extends Migration {
  override name = 'Migration20261127140603_actors_of_fulfillments';

  override up(): void {
    this.addSql(`alter table "fulfillments" drop constraint "fulfillments_actor_role_check";`);
    this.addSql(
      `alter table "fulfillments" add constraint "fulfillments_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "fulfillments" drop constraint "fulfillments_actor_role_check";`);
    this.addSql(
      `alter table "fulfillments" add constraint "fulfillments_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM')) not valid;`,
    );
  }
}
