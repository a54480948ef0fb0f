import { Migration } from '@mikro-orm/migrations';

/** What the shop gives back of money that came by hand, somebody has to send. The release before writes none of it. */
export class Migration20261128012022_refunds_to_send extends Migration {
  override name = 'Migration20261128012022_refunds_to_send';

  override up(): void {
    this.addSql(`alter table "payment_operations" add "to_send" boolean not null default false;`);
  }

  override down(): void {
    this.addSql(`alter table "payment_operations" drop column "to_send";`);
  }
}
