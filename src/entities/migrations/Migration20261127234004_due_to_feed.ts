import { Migration } from '@mikro-orm/migrations';

/** With what happens to an order is told what of it need not be paid; the release before reads the rest. */
export class Migration20261127234004_due_to_feed extends Migration {
  override name = 'Migration20261127234004_due_to_feed';

  override up(): void {
    this.addSql(`
      create or replace function order_changes_to_feed() returns trigger language plpgsql as $$
      begin
        insert into pending_events (kind, subjects, states)
        select 'order_changes', array_agg(e.id order by e.order_id, e.order_version, e.id),
               jsonb_agg(jsonb_build_object(
                 'status', o.status, 'fulfillmentStatus', o.fulfillment_status, 'returnStatus', o.return_status,
                 'authorized', o.authorized, 'captured', o.captured, 'refunded', o.refunded, 'notDue', o.not_due,
                 'paymentProcessing', o.payment_processing
               ) order by e.order_id, e.order_version, e.id)
          from happened e join orders o on o.id = e.order_id
        having count(*) > 0;
        return null;
      end
      $$;`);
  }

  override down(): void {
    this.addSql(`
      create or replace function order_changes_to_feed() returns trigger language plpgsql as $$
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
  }
}
