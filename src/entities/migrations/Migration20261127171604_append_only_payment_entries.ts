import { Migration } from '@mikro-orm/migrations';

/** What providers said stays said: the database itself refuses to change or remove it. */
export class Migration20261127171604_append_only_payment_entries extends Migration {
  override name = 'Migration20261127171604_append_only_payment_entries';

  override up(): void {
    this.addSql(`
      create function payment_entries_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'payment_entries is append-only' using errcode = 'restrict_violation';
      end
      $$;`);
    this.addSql(`
      create trigger payment_entries_append_only
        before update or delete or truncate on payment_entries
        for each statement execute function payment_entries_append_only();`);
  }

  override down(): void {
    this.addSql('drop trigger payment_entries_append_only on payment_entries;');
    this.addSql('drop function payment_entries_append_only();');
  }
}
