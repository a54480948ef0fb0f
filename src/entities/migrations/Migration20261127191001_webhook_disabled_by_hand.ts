import { Migration } from '@mikro-orm/migrations';

/** An endpoint says why it is disabled, also where somebody did it. */
export class Migration20261127191001_webhook_disabled_by_hand extends Migration {
  override name = 'Migration20261127191001_webhook_disabled_by_hand';

  override up(): void {
    this.addSql(`alter table "webhook_endpoints" drop constraint "webhook_endpoints_disabled_reason_check";`);
    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_disabled_reason_check" check ("disabled_reason" in ('gone', 'failing', 'manual'));`,
    );
    this.addSql(
      `update "webhook_endpoints" set "disabled_reason" = 'manual' where not "enabled" and "disabled_reason" is null and "deleted_at" is null;`,
    );
  }

  override down(): void {
    this.addSql(
      `update "webhook_endpoints" set "disabled_reason" = null where "disabled_reason" = 'manual';`,
    );
    this.addSql(`alter table "webhook_endpoints" drop constraint "webhook_endpoints_disabled_reason_check";`);
    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_disabled_reason_check" check ("disabled_reason" in ('gone', 'failing'));`,
    );
  }
}
