import { Migration } from '@mikro-orm/migrations';

/**
 * Every message leaves a dead entry in the index of what is owed, and the relay walks past them once a second. Vacuum
 * comes by when one message in fifty was settled since, not for a fifth of all that the outbox remembers. One in
 * fifty is also where it begins to clean indexes at all.
 */
export class Migration20261123010000_outbox_vacuum extends Migration {
  override name = 'Migration20261123010000_outbox_vacuum';

  override up(): void {
    this.addSql(
      'alter table outbox_messages set (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);',
    );
  }

  override down(): void {
    this.addSql(
      'alter table outbox_messages reset (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);',
    );
  }
}
