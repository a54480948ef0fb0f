import { Migration } from '@mikro-orm/migrations';

/**
 * Marks the days of orders that change after they may have been rolled up, whichever release changes them. A day is
 * rolled up an hour after its end; marks begin half an hour before, so that a change that is not yet committed then has
 * one. Placing an order writes no event, and pays nothing; nor does what sells or gives back nothing.
 */
export class Migration20261127171445_sales_changes extends Migration {
  override name = 'Migration20261127171445_sales_changes';

  override up(): void {
    this.addSql(`
      create function order_events_mark_sales() returns trigger language plpgsql as $$
      begin
        insert into sales_changes (day)
        select distinct (o.created_at at time zone 'UTC')::date
          from added join orders o on o.id = added.order_id
         where added.type not in ('fulfillment.created', 'fulfillment.delivered', 'fulfillment.undone',
                                  'return.requested', 'return.refused', 'order.claimed')
           and o.created_at < date_trunc('day', clock_timestamp() - interval '30 minutes', 'UTC');
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger order_events_mark_sales
        after insert on order_events referencing new table as added
        for each statement execute function order_events_mark_sales();`);
  }

  override down(): void {
    this.addSql('drop trigger order_events_mark_sales on order_events;');
    this.addSql('drop function order_events_mark_sales();');
  }
}
