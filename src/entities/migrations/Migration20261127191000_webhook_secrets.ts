import { Migration } from '@mikro-orm/migrations';

/** Every secret that was promised an overlap signs to its end, not only the last. No release has read the columns dropped. */
export class Migration20261127191000_webhook_secrets extends Migration {
  override name = 'Migration20261127191000_webhook_secrets';

  override up(): void {
    this.addSql(`alter table "webhook_endpoints" add "previous_secrets" jsonb null;`);
    this.addSql(
      `update "webhook_endpoints" set "previous_secrets" = jsonb_build_array(jsonb_build_object('secret', encode("previous_secret", 'base64'), 'until', "previous_until")) where "previous_secret" is not null and "previous_until" > now();`,
    );
    this.addSql(
      `alter table "webhook_endpoints" drop column "previous_secret", drop column "previous_until";`,
    );
  }

  /** Only the last that signs is kept. */
  override down(): void {
    this.addSql(
      `alter table "webhook_endpoints" add "previous_secret" bytea null, add "previous_until" timestamptz(3) null;`,
    );
    this.addSql(
      `update "webhook_endpoints" set "previous_secret" = decode("previous_secrets" -> -1 ->> 'secret', 'base64'), "previous_until" = ("previous_secrets" -> -1 ->> 'until')::timestamptz;`,
    );
    this.addSql(`alter table "webhook_endpoints" drop column "previous_secrets";`);
  }
}
