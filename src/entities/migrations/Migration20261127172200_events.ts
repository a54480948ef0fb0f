import { Migration } from '@mikro-orm/migrations';

/** What happened, first as it was written and then in the order in which it could be seen. */
export class Migration20261127172200_events extends Migration {
  override name = 'Migration20261127172200_events';

  override up(): void {
    this.addSql(
      `create table "event_feed" ("position" bigserial primary key, "kind" varchar(32) not null, "subjects" uuid[] not null, "states" jsonb null, "occurred_at" timestamptz(3) not null, "sequenced_at" timestamptz(3) not null);`,
    );
    this.addSql(`create index "event_feed_sequenced" on "event_feed" ("sequenced_at", "position");`);
    this.addSql(`create index "event_feed_kind" on "event_feed" ("kind", "position");`);
    this.addSql(
      `create table "pending_events" ("id" bigserial primary key, "kind" varchar(32) not null, "subjects" uuid[] not null, "states" jsonb null, "occurred_at" timestamptz(3) not null default clock_timestamp());`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "event_feed";`);
    this.addSql(`drop table if exists "pending_events";`);
  }
}
