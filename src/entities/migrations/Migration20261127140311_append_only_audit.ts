import { Migration } from '@mikro-orm/migrations';

/** The audit log only grows: the database itself refuses to change or remove what stands in it. */
export class Migration20261127140311_append_only_audit extends Migration {
  override name = 'Migration20261127140311_append_only_audit';

  override up(): void {
    this.addSql(`
      create function audit_log_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'audit_log is append-only' using errcode = 'restrict_violation';
      end
      $$;`);
    this.addSql(`
      create trigger audit_log_append_only
        before update or delete or truncate on audit_log
        for each statement execute function audit_log_append_only();`);
  }

  override down(): void {
    this.addSql('drop trigger audit_log_append_only on audit_log;');
    this.addSql('drop function audit_log_append_only();');
  }
}
