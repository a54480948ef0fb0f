import { Migration } from '@mikro-orm/migrations';

/** Tables of their own, of which the release before knows nothing. */
export class Migration20261127171603_payments extends Migration {
  override name = 'Migration20261127171603_payments';

  override up(): void {
    this.addSql(
      `create table "payment_inbox" ("id" uuid not null, "provider" varchar(32) not null, "event_id" varchar(255) not null, "refs" jsonb not null, "payment_ids" jsonb not null, "facts" jsonb null, "received_at" timestamptz(3) not null default clock_timestamp(), "next_look_at" timestamptz(3) not null default clock_timestamp(), "settled_at" timestamptz(3) null, "known" boolean null, primary key ("id"));`,
    );
    this.addSql(
      `create index "payment_inbox_settled" on "payment_inbox" ("settled_at") where settled_at is not null;`,
    );
    this.addSql(
      `create index "payment_inbox_due" on "payment_inbox" ("next_look_at") where settled_at is null;`,
    );
    this.addSql(`create unique index "payment_inbox_event" on "payment_inbox" ("provider", "event_id");`);
    this.addSql(
      `create table "payments" ("id" uuid not null, "order_id" uuid not null, "provider" varchar(32) not null, "method" varchar(64) null, "ref" varchar(255) null, "status" text not null default 'PENDING', "open" boolean not null default true, "amount" bigint not null, "currency" char(3) not null, "capture" text not null, "authorized" bigint not null default '0', "captured" bigint not null default '0', "refunded" bigint not null default '0', "next_action" jsonb null, "return_url" varchar(2000) null, "next_look_at" timestamptz(3) null, "looks" int not null default 0, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(`create index "payments_due" on "payments" ("next_look_at") where next_look_at is not null;`);
    this.addSql(
      `create unique index "payments_ref" on "payments" ("provider", "ref") where ref is not null;`,
    );
    this.addSql(`create unique index "payments_one_open" on "payments" ("order_id") where open;`);
    this.addSql(`create index "payments_order" on "payments" ("order_id", "id");`);
    this.addSql(
      `create table "payment_operations" ("id" uuid not null, "order_id" uuid not null, "payment_id" uuid not null, "kind" text not null, "amount" bigint not null, "state" text not null default 'REQUESTED', "key" uuid not null, "reason" varchar(200) null, "lines" jsonb null, "ref" varchar(255) null, "failure" varchar(100) null, "actor_role" text not null, "actor_id" uuid null, "attempts" int not null default 0, "first_sent_at" timestamptz(3) null, "next_look_at" timestamptz(3) not null default clock_timestamp(), "created_at" timestamptz(3) not null default clock_timestamp(), "finished_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create unique index "payment_operations_key" on "payment_operations" ("key");`);
    this.addSql(
      `create index "payment_operations_failed" on "payment_operations" ("finished_at") where state = 'FAILED';`,
    );
    this.addSql(
      `create index "payment_operations_due" on "payment_operations" ("next_look_at") where finished_at is null;`,
    );
    this.addSql(`create index "payment_operations_payment" on "payment_operations" ("payment_id", "id");`);
    this.addSql(`create index "payment_operations_order" on "payment_operations" ("order_id", "id");`);
    this.addSql(
      `create table "payment_entries" ("id" uuid not null, "payment_id" uuid not null, "provider" varchar(32) not null, "kind" text not null, "fact_ref" varchar(255) not null, "amount" bigint not null, "currency" char(3) not null, "at" timestamptz(3) not null, "recorded_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(`create index "payment_entries_payment" on "payment_entries" ("payment_id", "id");`);
    this.addSql(
      `create unique index "payment_entries_fact" on "payment_entries" ("provider", "kind", "fact_ref");`,
    );
    this.addSql(
      `alter table "payments" add constraint "payments_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "payments" add constraint "payments_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "payments" add constraint "payments_amounts_range" check (amount > 0 and amount <= 9007199254740991 and authorized >= 0 and captured >= 0 and refunded >= 0 and authorized <= 9007199254740991 and captured <= 9007199254740991 and refunded <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "payments" add constraint "payments_status_check" check ("status" in ('PENDING', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED', 'EXPIRED'));`,
    );
    this.addSql(
      `alter table "payments" add constraint "payments_capture_check" check ("capture" in ('automatic', 'manual'));`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_payment_id_foreign" foreign key ("payment_id") references "payments" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_finished" check ((finished_at is not null) = (state in ('SUCCEEDED', 'FAILED')));`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_kind_check" check ("kind" in ('CREATE', 'CAPTURE', 'VOID', 'REFUND'));`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_state_check" check ("state" in ('REQUESTED', 'SENT', 'SUCCEEDED', 'FAILED'));`,
    );
    this.addSql(
      `alter table "payment_operations" add constraint "payment_operations_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM'));`,
    );
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_payment_id_foreign" foreign key ("payment_id") references "payments" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "payment_entries" add constraint "payment_entries_kind_check" check ("kind" in ('ACTION_REQUIRED', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'VOIDED', 'FAILED', 'EXPIRED', 'REFUNDED', 'REFUND_FAILED', 'CHARGEBACK'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "payment_entries" cascade;`);
    this.addSql(`drop table if exists "payment_operations" cascade;`);
    this.addSql(`drop table if exists "payments" cascade;`);
    this.addSql(`drop table if exists "payment_inbox" cascade;`);
  }
}
