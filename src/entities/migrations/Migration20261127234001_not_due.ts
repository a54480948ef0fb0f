import { Migration } from '@mikro-orm/migrations';

/** What of an order need not be paid: a constant default, so nothing is rewritten, and the release before leaves it alone. */
export class Migration20261127234001_not_due extends Migration {
  override name = 'Migration20261127234001_not_due';

  override up(): void {
    this.addSql(`alter table "orders" add "not_due" bigint not null default '0';`);
    this.addSql(
      `alter table "orders" add constraint "orders_undue_range" check (not_due >= 0 and not_due <= total) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "orders" drop constraint "orders_undue_range";`);
    this.addSql(`alter table "orders" drop column "not_due";`);
  }
}
