import { Migration } from '@mikro-orm/migrations';

/** What is held and let go soon is looked for every minute. */
export class Migration20261127210430_payments_ending_index extends Migration {
  override name = 'Migration20261127210430_payments_ending_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "payments_ending"`);
    this.addSql(
      `create index concurrently "payments_ending" on "payments" ("capture_before") where open and capture_before is not null`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "payments_ending"`);
  }
}
