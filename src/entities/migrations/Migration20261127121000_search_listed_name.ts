import { Migration } from '@mikro-orm/migrations';

/**
 * What a list by name is sorted by stands beside the words, so that a search by name reads no product that it does not
 * show. A trigger of its own: whoever writes the words need not know of it.
 */
export class Migration20261127121000_search_listed_name extends Migration {
  override name = 'Migration20261127121000_search_listed_name';

  override up(): void {
    this.addSql('alter table "product_search" add column "listed_name" text null;');
    this.addSql(`
      create function product_search_listed_name() returns trigger language plpgsql as $$
      begin
        new.listed_name := (select nullif(lower(p.name), new.name) from products p where p.id = new.product_id);
        return new;
      end
      $$;`);
    this.addSql(`
      create trigger product_search_listed_name before insert or update of name on product_search
        for each row execute function product_search_listed_name();`);
  }

  override down(): void {
    this.addSql('drop trigger product_search_listed_name on product_search;');
    this.addSql('drop function product_search_listed_name();');
    this.addSql('alter table "product_search" drop column "listed_name";');
  }
}
