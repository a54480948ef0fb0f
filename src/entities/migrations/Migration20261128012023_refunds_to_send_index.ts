import { Migration } from '@mikro-orm/migrations';

/** Refunds that wait to be sent by hand are listed, and counted every minute. */
export class Migration20261128012023_refunds_to_send_index extends Migration {
  override name = 'Migration20261128012023_refunds_to_send_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "payment_operations_to_send"`);
    this.addSql(
      `create index concurrently "payment_operations_to_send" on "payment_operations" ("finished_at") where to_send`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "payment_operations_to_send"`);
  }
}
