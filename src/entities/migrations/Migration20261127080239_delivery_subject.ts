import { Migration } from '@mikro-orm/migrations';

/** What a mail is about: the first of three releases in which the key (kind, order_id) becomes (kind, subject_id). */
export class Migration20261127080239_delivery_subject extends Migration {
  override name = 'Migration20261127080239_delivery_subject';

  override up(): void {
    this.addSql('alter table "mail_deliveries" add "subject_id" uuid null;');
  }

  override down(): void {
    this.addSql('alter table "mail_deliveries" drop column "subject_id";');
  }
}
