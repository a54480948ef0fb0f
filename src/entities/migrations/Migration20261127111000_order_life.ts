import { Migration } from '@mikro-orm/migrations';

/** What an order needs to be more than placed. All defaults are constant, so nothing is rewritten, and the release before
 * goes on writing orders that are placed and no more. Rows that are there are not read here: the next one does it. */
export class Migration20261127111000_order_life extends Migration {
  override name = 'Migration20261127111000_order_life';

  override up(): void {
    this.addSql(`alter table "orders" drop constraint "orders_status_check";`);
    this.addSql(
      `alter table "orders" add "version" int not null default 1, add "expires_at" timestamptz(3) null, add "cancelled_at" timestamptz(3) null, add "fulfillment_status" text not null default 'UNFULFILLED', add "return_status" text not null default 'NONE', add "authorized" bigint not null default '0', add "captured" bigint not null default '0', add "refunded" bigint not null default '0';`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_amounts_range" check (authorized >= 0 and captured >= 0 and refunded >= 0 and refunded <= captured and authorized <= 9007199254740991 and captured <= 9007199254740991) not valid;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_expiry_pending" check (expires_at is null or status = 'PENDING') not valid;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_fulfillment_status_check" check ("fulfillment_status" in ('UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED')) not valid;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_return_status_check" check ("return_status" in ('NONE', 'REQUESTED', 'PARTIALLY_RETURNED', 'RETURNED')) not valid;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_status_check" check ("status" in ('PENDING', 'PLACED', 'CANCELLED')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "orders" drop constraint "orders_amounts_range";`);
    this.addSql(`alter table "orders" drop constraint "orders_expiry_pending";`);
    this.addSql(`alter table "orders" drop constraint "orders_fulfillment_status_check";`);
    this.addSql(`alter table "orders" drop constraint "orders_return_status_check";`);
    this.addSql(`alter table "orders" drop constraint "orders_status_check";`);
    this.addSql(
      `alter table "orders" drop column "version", drop column "expires_at", drop column "cancelled_at", drop column "fulfillment_status", drop column "return_status", drop column "authorized", drop column "captured", drop column "refunded";`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_status_check" check ("status" in ('PLACED', 'CANCELLED')) not valid;`,
    );
  }
}
