import { Migration } from '@mikro-orm/migrations';

/**
 * Whoever writes the price of a product that has scheduled ones, a release that knows nothing of them included, writes its
 * usual price; the row gets what counts by then, and the instant from which that may be something else. Fires for no
 * sale: those write neither column.
 */
export class Migration20261127174145_settle_price extends Migration {
  override name = 'Migration20261127174145_settle_price';

  override up(): void {
    this.addSql(`
      create function products_settle_price() returns trigger language plpgsql as $$
      declare
        instant timestamptz := clock_timestamp();
      begin
        if new.price <> old.price then
          new.usual_price := new.price;
        end if;
        new.price := price_at(new.id, new.usual_price, instant);
        new.price_due_at := price_instant_after(new.id, instant);
        if new.price_due_at is null and not exists (
          select from scheduled_prices s
           where s.product_id = new.id and s.starts_at <= instant and s.ends_at is null)
        then
          new.usual_price := null;
        end if;
        return new;
      end $$;`);
    this.addSql(`
      create trigger products_settle_price before update of price, usual_price on products
      for each row when (new.usual_price is not null) execute function products_settle_price();`);
  }

  override down(): void {
    this.addSql(`drop trigger products_settle_price on products;`);
    this.addSql(`drop function products_settle_price();`);
  }
}
