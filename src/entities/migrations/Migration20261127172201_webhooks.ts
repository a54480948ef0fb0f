import { Migration } from '@mikro-orm/migrations';

/** Where events are sent, and what came of it. */
export class Migration20261127172201_webhooks extends Migration {
  override name = 'Migration20261127172201_webhooks';

  override up(): void {
    this.addSql(
      `create table "webhook_endpoints" ("id" uuid not null, "url" varchar(2000) not null, "types" text[] not null, "description" varchar(100) null, "enabled" boolean not null default true, "disabled_reason" text null, "secret" bytea null, "previous_secret" bytea null, "previous_until" timestamptz(3) null, "failing_since" timestamptz(3) null, "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), "deleted_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "webhook_endpoints_enabled" on "webhook_endpoints" ("id") where enabled;`);
    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_enabled_there" check (deleted_at is null or not enabled);`,
    );
    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_types_some" check (cardinality(types) > 0);`,
    );
    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_disabled_reason_check" check ("disabled_reason" in ('gone', 'failing'));`,
    );
    this.addSql(
      `create table "webhook_deliveries" ("id" uuid not null, "endpoint_id" uuid not null, "position" bigint not null, "place" int not null, "event_id" uuid not null, "type" varchar(64) not null, "state" text not null default 'PENDING', "attempts" int not null default 0, "attempts_before" int not null default 0, "next_attempt_at" timestamptz(3) not null default now(), "created_at" timestamptz(3) not null default now(), "settled_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "webhook_deliveries_created" on "webhook_deliveries" ("created_at");`);
    this.addSql(
      `create index "webhook_deliveries_due" on "webhook_deliveries" ("endpoint_id", "next_attempt_at") where state = 'PENDING';`,
    );
    this.addSql(`create index "webhook_deliveries_endpoint" on "webhook_deliveries" ("endpoint_id", "id");`);
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_event" unique ("endpoint_id", "position", "place");`,
    );
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_endpoint_id_foreign" foreign key ("endpoint_id") references "webhook_endpoints" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_state_check" check ("state" in ('PENDING', 'SUCCEEDED', 'FAILED'));`,
    );
    this.addSql(
      `create table "webhook_attempts" ("delivery_id" uuid not null, "number" int not null, "started_at" timestamptz(3) not null, "duration_ms" int not null, "status" smallint null, "error" varchar(300) null, "response" varchar(1024) null, primary key ("delivery_id", "number"));`,
    );
    this.addSql(
      `alter table "webhook_attempts" add constraint "webhook_attempts_delivery_id_foreign" foreign key ("delivery_id") references "webhook_deliveries" ("id") on delete cascade;`,
    );
    this.addSql(
      `create table "webhook_replays" ("id" uuid not null, "endpoint_id" uuid not null, "since" timestamptz(3) not null, "until" timestamptz(3) not null, "only_failed" boolean not null, "position" bigint null, "deliveries" int not null default 0, "created_at" timestamptz(3) not null default now(), "finished_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "webhook_replays_endpoint" on "webhook_replays" ("endpoint_id", "id");`);
    this.addSql(`create index "webhook_replays_open" on "webhook_replays" ("id") where finished_at is null;`);
    this.addSql(
      `alter table "webhook_replays" add constraint "webhook_replays_endpoint_id_foreign" foreign key ("endpoint_id") references "webhook_endpoints" ("id") on delete restrict;`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "webhook_replays";`);
    this.addSql(`drop table if exists "webhook_attempts";`);
    this.addSql(`drop table if exists "webhook_deliveries";`);
    this.addSql(`drop table if exists "webhook_endpoints";`);
  }
}
