import { Migration } from '@mikro-orm/migrations';

/** How many units of a line were cancelled, shipped, brought back and are for sale again. Constant defaults: nothing is
 * rewritten, and lines of the release before have none of it. */
export class Migration20261127111003_item_quantities extends Migration {
  override name = 'Migration20261127111003_item_quantities';

  override up(): void {
    this.addSql(
      `alter table "order_items" add "cancelled" int not null default 0, add "fulfilled" int not null default 0, add "returned" int not null default 0, add "restocked" int not null default 0;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_restocked_range" check (restocked >= 0 and restocked <= cancelled + returned) not valid;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_returned_range" check (returned >= 0 and returned <= fulfilled) not valid;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_open_range" check (cancelled >= 0 and fulfilled >= 0 and cancelled + fulfilled <= quantity) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "order_items" drop constraint "order_items_restocked_range";`);
    this.addSql(`alter table "order_items" drop constraint "order_items_returned_range";`);
    this.addSql(`alter table "order_items" drop constraint "order_items_open_range";`);
    this.addSql(
      `alter table "order_items" drop column "cancelled", drop column "fulfilled", drop column "returned", drop column "restocked";`,
    );
  }
}
