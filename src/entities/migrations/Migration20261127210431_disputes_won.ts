import { Migration } from '@mikro-orm/migrations';

/** A dispute that the shop wins is a fact of its own. */
export class Migration20261127210431_disputes_won extends Migration {
  override name = 'Migration20261127210431_disputes_won';

  override up(): void {
    this.addSql(`alter table "payment_entries" drop constraint "payment_entries_kind_check";`);
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_kind_check" check ("kind" in ('ACTION_REQUIRED', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'VOIDED', 'FAILED', 'EXPIRED', 'REFUNDED', 'REFUND_FAILED', 'CHARGEBACK', 'CHARGEBACK_WON')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "payment_entries" drop constraint "payment_entries_kind_check";`);
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_kind_check" check ("kind" in ('ACTION_REQUIRED', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'VOIDED', 'FAILED', 'EXPIRED', 'REFUNDED', 'REFUND_FAILED', 'CHARGEBACK')) not valid;`,
    );
  }
}
