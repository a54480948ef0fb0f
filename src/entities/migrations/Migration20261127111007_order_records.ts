import { Migration } from '@mikro-orm/migrations';

/** What happens to an order once it is placed: cancellations, parcels, returns, and the events that tell of them. Their keys lock the orders alone. */
export class Migration20261127111007_order_records extends Migration {
  override name = 'Migration20261127111007_order_records';

  override up(): void {
    this.addSql(
      `create table "order_cancellations" ("id" uuid not null, "order_id" uuid not null, "reason" text not null, "restock" boolean not null, "refund" boolean not null, "note" varchar(500) null, "amount" bigint not null, "actor_role" text not null, "actor_id" uuid null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(`create index "order_cancellations_order" on "order_cancellations" ("order_id", "id");`);
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_reason_check" check ("reason" in ('customer', 'fraud', 'inventory', 'declined', 'staff', 'other', 'expired'));`,
    );
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM'));`,
    );
    this.addSql(
      `create table "order_cancellation_items" ("cancellation_id" uuid not null, "position" int not null, "quantity" int not null, "restocked" int not null, primary key ("cancellation_id", "position"));`,
    );
    this.addSql(
      `alter table "order_cancellation_items" add constraint "order_cancellation_items_range" check (quantity >= 1 and restocked >= 0 and restocked <= quantity);`,
    );
    this.addSql(
      `create table "fulfillments" ("id" uuid not null, "order_id" uuid not null, "carrier" varchar(100) null, "tracking_number" varchar(100) null, "tracking_url" varchar(2000) null, "actor_role" text not null, "actor_id" uuid null, "created_at" timestamptz(3) not null default clock_timestamp(), "delivered_at" timestamptz(3) null, "undone_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "fulfillments_order" on "fulfillments" ("order_id", "id");`);
    this.addSql(
      `alter table "fulfillments" add constraint "fulfillments_undone_undelivered" check (undone_at is null or delivered_at is null);`,
    );
    this.addSql(
      `alter table "fulfillments" add constraint "fulfillments_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM'));`,
    );
    this.addSql(
      `create table "fulfillment_items" ("fulfillment_id" uuid not null, "position" int not null, "quantity" int not null, primary key ("fulfillment_id", "position"));`,
    );
    this.addSql(
      `alter table "fulfillment_items" add constraint "fulfillment_items_quantity_range" check (quantity >= 1);`,
    );
    this.addSql(
      `create table "order_returns" ("id" uuid not null, "order_id" uuid not null, "status" text not null default 'REQUESTED', "actor_role" text not null, "actor_id" uuid null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(`create index "order_returns_order" on "order_returns" ("order_id", "id");`);
    this.addSql(
      `alter table "order_returns" add constraint "order_returns_status_check" check ("status" in ('REQUESTED', 'PARTIALLY_RECEIVED', 'RECEIVED', 'REFUSED'));`,
    );
    this.addSql(
      `alter table "order_returns" add constraint "order_returns_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM'));`,
    );
    this.addSql(
      `create table "order_return_items" ("return_id" uuid not null, "position" int not null, "quantity" int not null, "reason" varchar(200) not null, "restocked" int not null default 0, "discarded" int not null default 0, primary key ("return_id", "position"));`,
    );
    this.addSql(
      `alter table "order_return_items" add constraint "order_return_items_range" check (quantity >= 1 and restocked >= 0 and discarded >= 0 and restocked + discarded <= quantity);`,
    );
    this.addSql(
      `create table "order_return_receipts" ("id" uuid not null, "return_id" uuid not null, "refund" boolean not null, "amount" bigint not null, "actor_role" text not null, "actor_id" uuid null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(
      `create index "order_return_receipts_return" on "order_return_receipts" ("return_id", "id");`,
    );
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM'));`,
    );
    this.addSql(
      `create table "order_return_receipt_items" ("receipt_id" uuid not null, "position" int not null, "restocked" int not null, "discarded" int not null, primary key ("receipt_id", "position"));`,
    );
    this.addSql(
      `alter table "order_return_receipt_items" add constraint "order_return_receipt_items_range" check (restocked >= 0 and discarded >= 0 and restocked + discarded >= 1);`,
    );
    this.addSql(
      `create table "order_events" ("id" uuid not null, "order_id" uuid not null, "order_version" int not null, "type" varchar(64) not null, "actor_role" text not null, "actor_id" uuid null, "data" jsonb not null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("id"));`,
    );
    this.addSql(`create index "order_events_order" on "order_events" ("order_id", "order_version", "id");`);
    this.addSql(
      `alter table "order_events" add constraint "order_events_version_range" check (order_version >= 1);`,
    );
    this.addSql(
      `alter table "order_events" add constraint "order_events_actor_role_check" check ("actor_role" in ('CUSTOMER', 'ADMIN', 'SYSTEM'));`,
    );
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_cancellation_items" add constraint "order_cancellation_items_cancellation_id_foreign" foreign key ("cancellation_id") references "order_cancellations" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "fulfillments" add constraint "fulfillments_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "fulfillment_items" add constraint "fulfillment_items_fulfillment_id_foreign" foreign key ("fulfillment_id") references "fulfillments" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_returns" add constraint "order_returns_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_return_items" add constraint "order_return_items_return_id_foreign" foreign key ("return_id") references "order_returns" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_return_id_foreign" foreign key ("return_id") references "order_returns" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_return_receipt_items" add constraint "order_return_receipt_items_receipt_id_foreign" foreign key ("receipt_id") references "order_return_receipts" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_events" add constraint "order_events_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
  }

  override down(): void {
    this.addSql(
      `drop table "order_events", "order_return_receipt_items", "order_return_receipts", "order_return_items", "order_returns", "fulfillment_items", "fulfillments", "order_cancellation_items", "order_cancellations";`,
    );
  }
}
