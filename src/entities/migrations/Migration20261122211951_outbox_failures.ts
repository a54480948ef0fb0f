import { Migration } from '@mikro-orm/migrations';

/** Failures for good are known to the database; workers share notes; what is settled is pruned by its age. */
export class Migration20261122211951_outbox_failures extends Migration {
  override name = 'Migration20261122211951_outbox_failures';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "worker_notes" ("name" varchar(64) not null, "value" jsonb not null, "noted_at" timestamptz(3) not null default now(), primary key ("name"));`,
    );

    this.addSql(`drop index "outbox_messages_settled";`);
    this.addSql(
      `alter table "outbox_messages" add "failed_at" timestamptz(3) null, add "failure" varchar(16) null, add "failure_detail" varchar(300) null, add "failed_attempts" int null;`,
    );
    this.addSql(
      `create index "outbox_messages_failed" on "outbox_messages" ("failed_at") where failed_at is not null;`,
    );
    this.addSql(
      `create index "outbox_messages_done" on "outbox_messages" ("settled_at") where settled_at is not null and failed_at is null;`,
    );
    this.addSql(
      `alter table "outbox_messages" add constraint "outbox_messages_failed_settled" check (failed_at is null or settled_at is not null);`,
    );
    this.addSql(
      `alter table "outbox_messages" add constraint "outbox_messages_failure_complete" check ((failed_at is null) = (failure is null) and (failed_at is null) = (failed_attempts is null) and (failed_at is null) = (failure_detail is null));`,
    );
    this.addSql(
      `alter table "outbox_messages" add constraint "outbox_messages_failure_known" check (failure in ('exhausted', 'refused', 'invalid', 'missing', 'stalled', 'unknown'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "worker_notes" cascade;`);

    this.addSql(`drop index "outbox_messages_failed";`);
    this.addSql(`drop index "outbox_messages_done";`);
    this.addSql(`alter table "outbox_messages" drop constraint "outbox_messages_failed_settled";`);
    this.addSql(`alter table "outbox_messages" drop constraint "outbox_messages_failure_complete";`);
    this.addSql(`alter table "outbox_messages" drop constraint "outbox_messages_failure_known";`);
    this.addSql(
      `alter table "outbox_messages" drop column "failed_at", drop column "failure", drop column "failure_detail", drop column "failed_attempts";`,
    );
    this.addSql(
      `create index "outbox_messages_settled" on "outbox_messages" ("settled_at") where settled_at is not null;`,
    );
  }
}
