import { Migration } from '@mikro-orm/migrations';

/**
 * What a product costs at an instant, and the next instant at which that changes. In PL/pgSQL, which is not inlined: a
 * statement that needs neither opens no table for them. A scheduled price that would overlap another one of its product is
 * refused, by a trigger that holds the product: an exclusion constraint over a uuid would need another extension.
 */
export class Migration20261127174144_price_functions extends Migration {
  override name = 'Migration20261127174144_price_functions';

  override up(): void {
    this.addSql(`
      create function price_at(of_product uuid, usual int, instant timestamptz) returns int
      language plpgsql stable parallel safe as $$
      begin
        return coalesce((
          select s.price from scheduled_prices s
           where s.product_id = of_product and s.starts_at <= instant and (s.ends_at is null or s.ends_at > instant)
           limit 1), usual);
      end $$;`);
    this.addSql(`
      create function price_instant_after(of_product uuid, instant timestamptz) returns timestamptz
      language plpgsql stable parallel safe as $$
      begin
        return (
          select min(change) from (
            select s.starts_at as change from scheduled_prices s
             where s.product_id = of_product and s.starts_at > instant
            union all
            select s.ends_at from scheduled_prices s
             where s.product_id = of_product and s.ends_at > instant) changes);
      end $$;`);
    this.addSql(`
      create function scheduled_prices_no_overlap() returns trigger language plpgsql as $$
      begin
        perform from products p where p.id = new.product_id for no key update;
        if exists (
          select from scheduled_prices s
           where s.product_id = new.product_id and s.id <> new.id
             and s.starts_at < coalesce(new.ends_at, 'infinity')
             and coalesce(s.ends_at, 'infinity') > new.starts_at)
        then
          raise exception 'two prices of one product at once'
            using errcode = 'exclusion_violation', constraint = 'scheduled_prices_no_overlap',
                  table = 'scheduled_prices';
        end if;
        return new;
      end $$;`);
    this.addSql(`
      create trigger scheduled_prices_no_overlap
      before insert or update of product_id, starts_at, ends_at on scheduled_prices
      for each row execute function scheduled_prices_no_overlap();`);
  }

  override down(): void {
    this.addSql(`drop trigger scheduled_prices_no_overlap on scheduled_prices;`);
    this.addSql(
      `drop function scheduled_prices_no_overlap(), price_instant_after(uuid, timestamptz), price_at(uuid, int, timestamptz);`,
    );
  }
}
