import { Migration } from '@mikro-orm/migrations';

/** Held money is let go by its provider at a time that it says. */
export class Migration20261127210429_capture_before extends Migration {
  override name = 'Migration20261127210429_capture_before';

  override up(): void {
    this.addSql(`alter table "payments" add "capture_before" timestamptz(3) null;`);
  }

  override down(): void {
    this.addSql(`alter table "payments" drop column "capture_before";`);
  }
}
