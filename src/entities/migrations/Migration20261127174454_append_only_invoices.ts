import { Migration } from '@mikro-orm/migrations';

/** What was issued stays as it is: the database itself refuses to change or remove it. */
export class Migration20261127174454_append_only_invoices extends Migration {
  override name = 'Migration20261127174454_append_only_invoices';

  override up(): void {
    this.addSql(`
      create function invoices_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'invoices is append-only' using errcode = 'restrict_violation';
      end
      $$;`);
    this.addSql(`
      create trigger invoices_append_only
        before update or delete or truncate on invoices
        for each statement execute function invoices_append_only();`);
  }

  override down(): void {
    this.addSql('drop trigger invoices_append_only on invoices;');
    this.addSql('drop function invoices_append_only();');
  }
}
