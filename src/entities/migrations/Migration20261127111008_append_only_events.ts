import { Migration } from '@mikro-orm/migrations';

/** The timeline only grows: the database itself refuses to change or remove what stands in it. */
export class Migration20261127111008_append_only_events extends Migration {
  override name = 'Migration20261127111008_append_only_events';

  override up(): void {
    this.addSql(`
      create function order_events_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'order_events is append-only' using errcode = 'restrict_violation';
      end
      $$;`);
    this.addSql(`
      create trigger order_events_append_only
        before update or delete or truncate on order_events
        for each statement execute function order_events_append_only();`);
  }

  override down(): void {
    this.addSql('drop trigger order_events_append_only on order_events;');
    this.addSql('drop function order_events_append_only();');
  }
}
