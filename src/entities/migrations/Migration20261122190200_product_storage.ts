import { Migration } from '@mikro-orm/migrations';

/**
 * A hot product is one row with tens of thousands of dead versions an hour. Room in its page keeps the newest
 * version there (HOT), and vacuum comes by for hundreds of dead rows, not for a fifth of the catalogue.
 */
export class Migration20261122190200_product_storage extends Migration {
  override name = 'Migration20261122190200_product_storage';

  override up(): void {
    this.addSql(
      'alter table products set (fillfactor = 80, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.01);',
    );
  }

  override down(): void {
    this.addSql(
      'alter table products reset (fillfactor, autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);',
    );
  }
}
