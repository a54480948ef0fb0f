import { Migration } from '@mikro-orm/migrations';

/** Orders that are placed are told of, by whatever release places them: a row for all of a statement. */
export class Migration20261127172204_orders_to_feed extends Migration {
  override name = 'Migration20261127172204_orders_to_feed';

  override up(): void {
    this.addSql(`
      create function orders_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects)
        select case when status = 'PENDING' then 'unpaid_orders' else 'orders' end, array_agg(id order by id)
          from placed group by 1;
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger orders_to_feed after insert on orders
        referencing new table as placed
        for each statement execute function orders_to_feed();`);
  }

  override down(): void {
    this.addSql(`drop trigger orders_to_feed on orders;`);
    this.addSql(`drop function orders_to_feed();`);
  }
}
