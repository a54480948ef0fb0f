import { Migration } from '@mikro-orm/migrations';

/**
 * A change that takes a stock past its threshold and to nothing is told as both: one row names the product once for each
 * mark that is passed. Rows that are there stay as they are, and so do the ids and places of their events.
 */
export class Migration20261127221500_stock_marks_to_feed extends Migration {
  override name = 'Migration20261127221500_stock_marks_to_feed';

  override up(): void {
    this.addSql(`
      create or replace function stock_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects, states)
        select 'stock', array_agg(new.id), jsonb_agg(jsonb_build_object('sku', new.sku, 'type', type, 'version', new.version,
                 'stockQuantity', new.stock_quantity, 'lowStockThreshold', new.low_stock_threshold) order by place)
          from (values
            (1, 'product.low_stock',
             old.stock_quantity > new.low_stock_threshold and new.stock_quantity <= new.low_stock_threshold),
            (2, 'product.sold_out', old.stock_quantity > 0 and new.stock_quantity = 0),
            (3, 'product.back_in_stock', old.stock_quantity = 0 and new.stock_quantity > 0)
          ) as marks (place, type, is_passed)
         where is_passed;
        return null;
      end
      $$;`);
  }

  override down(): void {
    this.addSql(`
      create or replace function stock_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects, states)
        values ('stock', array[new.id], jsonb_build_array(jsonb_build_object('sku', new.sku,
          'type', case when new.stock_quantity = 0 then 'product.sold_out'
                       when old.stock_quantity = 0 then 'product.back_in_stock' else 'product.low_stock' end,
          'version', new.version, 'stockQuantity', new.stock_quantity, 'lowStockThreshold', new.low_stock_threshold)));
        return null;
      end
      $$;`);
  }
}
