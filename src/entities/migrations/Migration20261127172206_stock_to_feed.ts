import { Migration } from '@mikro-orm/migrations';

/**
 * A stock that passes its threshold, runs out or comes back is told of: a product, and one crossing, is one row. The opening
 * stock of a new product, at its first version, is no news.
 */
export class Migration20261127172206_stock_to_feed extends Migration {
  override name = 'Migration20261127172206_stock_to_feed';

  override up(): void {
    this.addSql(`
      create function stock_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects, states)
        values ('stock', array[new.id], jsonb_build_array(jsonb_build_object('sku', new.sku,
          'type', case when new.stock_quantity = 0 then 'product.sold_out'
                       when old.stock_quantity = 0 then 'product.back_in_stock' else 'product.low_stock' end,
          'version', new.version, 'stockQuantity', new.stock_quantity, 'lowStockThreshold', new.low_stock_threshold)));
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger stock_to_feed after update of stock_quantity on products
        for each row when (new.version > 1 and (
          (old.stock_quantity = 0) <> (new.stock_quantity = 0)
          or (old.stock_quantity > new.low_stock_threshold and new.stock_quantity <= new.low_stock_threshold)
        )) execute function stock_to_feed();`);
  }

  override down(): void {
    this.addSql(`drop trigger stock_to_feed on products;`);
    this.addSql(`drop function stock_to_feed();`);
  }
}
