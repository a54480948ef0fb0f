import { Migration } from '@mikro-orm/migrations';

/** Of an order that was paid after it had expired: the release before knows nothing of it. */
export class Migration20261127171602_cancellations_undone extends Migration {
  override name = 'Migration20261127171602_cancellations_undone';

  override up(): void {
    this.addSql(`alter table "order_cancellations" add "undone_at" timestamptz(3) null;`);
  }

  override down(): void {
    this.addSql(`alter table "order_cancellations" drop column "undone_at";`);
  }
}
