import { Migration } from '@mikro-orm/migrations';

/** The stock ledger only grows: the database itself refuses to change or remove what stands in it. */
export class Migration20261122190100_append_only_ledger extends Migration {
  override name = 'Migration20261122190100_append_only_ledger';

  override up(): void {
    this.addSql(`
      create function stock_movements_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'stock_movements is append-only' using errcode = 'restrict_violation';
      end
      $$;`);
    this.addSql(`
      create trigger stock_movements_append_only
        before update or delete or truncate on stock_movements
        for each statement execute function stock_movements_append_only();`);
  }

  override down(): void {
    this.addSql('drop trigger stock_movements_append_only on stock_movements;');
    this.addSql('drop function stock_movements_append_only();');
  }
}
