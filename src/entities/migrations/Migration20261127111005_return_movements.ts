import { Migration } from '@mikro-orm/migrations';

/** Units that come back from a customer are movements of their own kind. */
export class Migration20261127111005_return_movements extends Migration {
  override name = 'Migration20261127111005_return_movements';

  override up(): void {
    this.addSql(`alter table "stock_movements" drop constraint "stock_movements_reason_check";`);
    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_reason_check" check ("reason" in ('sale', 'adjustment', 'import', 'cancellation', 'return', 'reconciliation')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "stock_movements" drop constraint "stock_movements_reason_check";`);
    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_reason_check" check ("reason" in ('sale', 'adjustment', 'import', 'cancellation', 'reconciliation')) not valid;`,
    );
  }
}
