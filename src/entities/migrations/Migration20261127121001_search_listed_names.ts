import { Migration } from '@mikro-orm/migrations';

/** Of the names that were there already: those with other signs than ASCII's, for all others are the same. */
export class Migration20261127121001_search_listed_names extends Migration {
  override name = 'Migration20261127121001_search_listed_names';

  override up(): void {
    this.addSql(`
      update product_search s set listed_name = lower(p.name)
        from products p
       where p.id = s.product_id
         and octet_length(p.name) <> length(p.name)
         and s.listed_name is distinct from nullif(lower(p.name), s.name);`);
  }

  override down(): void {}
}
