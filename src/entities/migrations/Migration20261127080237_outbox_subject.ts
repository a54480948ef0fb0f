import { Migration } from '@mikro-orm/migrations';

/** What a message is about, so that it is found by that. A version that does not know the column still inserts. */
export class Migration20261127080237_outbox_subject extends Migration {
  override name = 'Migration20261127080237_outbox_subject';

  override up(): void {
    this.addSql('alter table "outbox_messages" add "subject_id" uuid null;');
  }

  override down(): void {
    this.addSql('alter table "outbox_messages" drop column "subject_id";');
  }
}
