import { Migration } from '@mikro-orm/migrations';

export class Migration20261122190000_initial extends Migration {
  override name = 'Migration20261122190000_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "categories" ("id" uuid not null, "slug" varchar(100) not null, "name" varchar(100) not null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`alter table "categories" add constraint "categories_slug_unique" unique ("slug");`);
    this.addSql(
      `alter table "categories" add constraint "categories_slug_lower_case" check (slug = lower(slug));`,
    );

    this.addSql(
      `create table "mail_deliveries" ("kind" varchar(64) not null, "order_id" uuid not null, "message_id" varchar(255) not null, "attempts" int not null default 1, "created_at" timestamptz(3) not null default now(), "handed_over_at" timestamptz(3) null, primary key ("kind", "order_id"));`,
    );

    this.addSql(
      `create table "outbox_messages" ("id" uuid not null, "job" varchar(64) not null, "payload" jsonb not null, "created_at" timestamptz(3) not null default now(), "published_at" timestamptz(3) null, "settled_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "outbox_messages_settled" on "outbox_messages" ("settled_at") where settled_at is not null;`,
    );
    this.addSql(`create index "outbox_messages_owed" on "outbox_messages" ("id") where settled_at is null;`);

    this.addSql(
      `create table "products" ("id" uuid not null, "sku" varchar(64) not null, "name" varchar(200) not null, "description" text not null default '', "category_id" uuid not null, "price" int not null, "currency" char(3) not null, "stock_quantity" int not null, "version" int not null default 1, "archived_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create index "products_category_name" on "products" ("category_id", lower("name"), "id") where archived_at is null;`,
    );
    this.addSql(
      `create index "products_category_price" on "products" ("category_id", "price", "id") where archived_at is null;`,
    );
    this.addSql(
      `create index "products_category_newest" on "products" ("category_id", "id" desc) where archived_at is null;`,
    );
    this.addSql(
      `create index "products_list_name" on "products" (lower("name"), "id") where archived_at is null;`,
    );
    this.addSql(
      `create index "products_list_price" on "products" ("price", "id") where archived_at is null;`,
    );
    this.addSql(`create index "products_list_newest" on "products" ("id" desc) where archived_at is null;`);
    this.addSql(`create unique index "products_sku_unique" on "products" ("sku") where archived_at is null;`);
    this.addSql(
      `alter table "products" add constraint "products_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "products" add constraint "products_stock_range" check (stock_quantity between 0 and 1000000000);`,
    );
    this.addSql(
      `alter table "products" add constraint "products_price_range" check (price between 0 and 100000000);`,
    );

    this.addSql(
      `create table "stock_movements" ("product_id" uuid not null, "product_version" int not null, "position" int not null default 0, "delta" int not null, "reason" text not null, "reference" uuid null, "note" varchar(200) null, "resulting_quantity" int not null, "created_at" timestamptz(3) not null default clock_timestamp(), primary key ("product_id", "product_version", "position"));`,
    );
    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_resulting_range" check (resulting_quantity >= 0);`,
    );
    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_delta_nonzero" check (delta <> 0);`,
    );
    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_reason_check" check ("reason" in ('sale', 'adjustment', 'import', 'cancellation', 'reconciliation'));`,
    );

    this.addSql(
      `create table "users" ("id" uuid not null, "email" varchar(254) not null, "name" varchar(200) not null, "password_hash" text not null, "role" text not null default 'CUSTOMER', "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);
    this.addSql(`alter table "users" add constraint "users_email_lower_case" check (email = lower(email));`);
    this.addSql(
      `alter table "users" add constraint "users_role_check" check ("role" in ('ADMIN', 'CUSTOMER'));`,
    );

    this.addSql(
      `create table "refresh_tokens" ("id" uuid not null, "user_id" uuid not null, "family_id" uuid not null, "token_hash" bytea not null, "expires_at" timestamptz(3) not null, "rotated_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "refresh_tokens_user_id_index" on "refresh_tokens" ("user_id");`);
    this.addSql(`create index "refresh_tokens_family_id_index" on "refresh_tokens" ("family_id");`);
    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_hash_unique" unique ("token_hash");`,
    );
    this.addSql(`create index "refresh_tokens_expires_at_index" on "refresh_tokens" ("expires_at");`);

    this.addSql(
      `create table "orders" ("id" uuid not null, "user_id" uuid not null, "status" text not null default 'PLACED', "total" bigint not null, "currency" char(3) not null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "orders_status_newest" on "orders" ("status", "id") where status <> 'PLACED';`);
    this.addSql(`create index "orders_user_newest" on "orders" ("user_id", "id");`);
    this.addSql(`alter table "orders" add constraint "orders_currency_iso" check (currency ~ '^[A-Z]{3}$');`);
    this.addSql(
      `alter table "orders" add constraint "orders_total_range" check (total between 0 and 9007199254740991);`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_status_check" check ("status" in ('PLACED', 'CANCELLED'));`,
    );

    this.addSql(
      `create table "order_items" ("order_id" uuid not null, "position" int not null, "product_id" uuid not null, "sku" varchar(64) not null, "name" varchar(200) not null, "unit_price" int not null, "quantity" int not null, "line_total" bigint not null, primary key ("order_id", "position"));`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_line_total" check (line_total = unit_price::bigint * quantity);`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_price_range" check (unit_price between 0 and 100000000);`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_quantity_range" check (quantity between 1 and 1000000);`,
    );

    this.addSql(
      `create table "idempotency_keys" ("user_id" uuid not null, "key" varchar(255) not null, "fingerprint" bytea not null, "order_id" uuid not null, "status" smallint not null, "body" text not null, "created_at" timestamptz(3) not null default now(), "expires_at" timestamptz(3) not null, primary key ("user_id", "key"));`,
    );
    this.addSql(`create index "idempotency_keys_expiry" on "idempotency_keys" ("expires_at");`);

    this.addSql(
      `create table "cart_items" ("id" uuid not null, "user_id" uuid not null, "product_id" uuid not null, "quantity" int not null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "cart_items" add constraint "cart_items_user_product_unique" unique ("user_id", "product_id");`,
    );
    this.addSql(
      `alter table "cart_items" add constraint "cart_items_quantity_range" check (quantity between 1 and 1000000);`,
    );

    this.addSql(
      `alter table "products" add constraint "products_category_id_foreign" foreign key ("category_id") references "categories" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "stock_movements" add constraint "stock_movements_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "refresh_tokens" add constraint "refresh_tokens_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "orders" add constraint "orders_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "order_items" add constraint "order_items_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "idempotency_keys" add constraint "idempotency_keys_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "cart_items" add constraint "cart_items_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "cart_items" add constraint "cart_items_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete restrict;`,
    );
  }
}
