import { Migration } from '@mikro-orm/migrations';

const indexes = {
  outbox_messages_unpublished: '("next_look_at") where settled_at is null and published_at is null',
  outbox_messages_published: '("next_look_at") where settled_at is null and published_at is not null',
  outbox_messages_unknown: '("unknown_since") where unknown_since is not null and settled_at is null',
};

/** Made while orders go on, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127044600_outbox_looks_indexes extends Migration {
  override name = 'Migration20261127044600_outbox_looks_indexes';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`drop index concurrently if exists "${name}"`);
      this.addSql(`create index concurrently "${name}" on "outbox_messages" ${columns}`);
    }
  }

  override down(): void {
    for (const name of Object.keys(indexes)) this.addSql(`drop index concurrently if exists "${name}"`);
  }
}
