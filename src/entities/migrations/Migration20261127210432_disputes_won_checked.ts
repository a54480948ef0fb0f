import { Migration } from '@mikro-orm/migrations';

/** Every entry is of a kind that is known. */
export class Migration20261127210432_disputes_won_checked extends Migration {
  override name = 'Migration20261127210432_disputes_won_checked';

  override up(): void {
    this.addSql(`alter table "payment_entries" validate constraint "payment_entries_kind_check";`);
  }

  /** The constraint goes with the migration that made it. */
  override down(): void {}
}
