import { Migration } from '@mikro-orm/migrations';

/** Made while orders go on, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127080238_outbox_subject_index extends Migration {
  override name = 'Migration20261127080238_outbox_subject_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "outbox_messages_subject"');
    this.addSql(
      'create index concurrently "outbox_messages_subject" on "outbox_messages" ("subject_id") where subject_id is not null',
    );
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "outbox_messages_subject"');
  }
}
