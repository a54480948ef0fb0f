import { Migration } from '@mikro-orm/migrations';

/** Invoices and credit notes, their numbers, and their files. */
export class Migration20261127174453_invoices extends Migration {
  override name = 'Migration20261127174453_invoices';

  override up(): void {
    this.addSql(
      `create table "invoice_counters" ("kind" text not null, "year" int not null, "last" int not null, "issued_at" timestamptz(3) not null, primary key ("kind"));`,
    );
    this.addSql(
      `create table "invoices" ("id" uuid not null, "order_id" uuid not null, "kind" text not null, "year" int not null, "number" int not null, "issued_at" timestamptz(3) not null, "corrects_id" uuid null, "net" bigint not null, "tax" bigint not null, "currency" char(3) not null, "document" jsonb not null, primary key ("id"));`,
    );
    this.addSql(`create index "invoices_order" on "invoices" ("order_id", "id");`);
    this.addSql(
      `create unique index "invoices_one_an_order" on "invoices" ("order_id") where kind = 'INVOICE';`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_number_unique" unique ("kind", "year", "number");`,
    );
    this.addSql(
      `create table "invoice_files" ("invoice_id" uuid not null, "pdf" bytea null, "made_at" timestamptz(3) null, primary key ("invoice_id"));`,
    );
    this.addSql(`create index "invoice_files_missing" on "invoice_files" ("invoice_id") where pdf is null;`);
    this.addSql(
      `alter table "invoice_counters" add constraint "invoice_counters_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE'));`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_corrects_id_foreign" foreign key ("corrects_id") references "invoices" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_amounts_range" check (net >= 0 and tax >= 0 and net + tax <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_corrects" check ((kind = 'CREDIT_NOTE') = (corrects_id is not null));`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_number_range" check (number >= 1 and year >= 2000 and year <= 9999);`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE'));`,
    );
    this.addSql(
      `alter table "invoice_files" add constraint "invoice_files_invoice_id_foreign" foreign key ("invoice_id") references "invoices" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "invoice_files" add constraint "invoice_files_made" check ((pdf is null) = (made_at is null));`,
    );
    this.addSql(
      `alter table "invoice_files" add constraint "invoice_files_size" check (octet_length(pdf) >= 1 and octet_length(pdf) <= 4194304);`,
    );
  }

  override down(): void {
    this.addSql(`drop table "invoice_files";`);
    this.addSql(`drop table "invoices";`);
    this.addSql(`drop table "invoice_counters";`);
  }
}
