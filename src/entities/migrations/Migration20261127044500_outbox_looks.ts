import { Migration } from '@mikro-orm/migrations';

/**
 * A message says when the relay looks at it next, and since when no worker has known its job. The default is
 * PostgreSQL's own, so the table is not written anew, and a version that does not know the columns still inserts.
 */
export class Migration20261127044500_outbox_looks extends Migration {
  override name = 'Migration20261127044500_outbox_looks';

  override up(): void {
    this.addSql(
      `alter table "outbox_messages" add "next_look_at" timestamptz(3) not null default now(), add "unknown_since" timestamptz(3) null;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "outbox_messages" drop column "next_look_at", drop column "unknown_since";`);
  }
}
