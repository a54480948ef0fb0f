import { Migration } from '@mikro-orm/migrations';

/** What happens to orders is told of, with how they are then: an order changes on, and its events do not. */
export class Migration20261127172205_order_changes_to_feed extends Migration {
  override name = 'Migration20261127172205_order_changes_to_feed';

  override up(): void {
    this.addSql(`
      create function order_changes_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects, states)
        select 'order_changes', array_agg(e.id order by e.order_id, e.order_version, e.id),
               jsonb_agg(jsonb_build_object(
                 'status', o.status, 'fulfillmentStatus', o.fulfillment_status, 'returnStatus', o.return_status,
                 'authorized', o.authorized, 'captured', o.captured, 'refunded', o.refunded,
                 'paymentProcessing', o.payment_processing
               ) order by e.order_id, e.order_version, e.id)
          from happened e join orders o on o.id = e.order_id
        having count(*) > 0;
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger order_changes_to_feed after insert on order_events
        referencing new table as happened
        for each statement execute function order_changes_to_feed();`);
  }

  override down(): void {
    this.addSql(`drop trigger order_changes_to_feed on order_events;`);
    this.addSql(`drop function order_changes_to_feed();`);
  }
}
