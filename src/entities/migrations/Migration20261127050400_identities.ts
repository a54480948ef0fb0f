import { Migration } from '@mikro-orm/migrations';

/**
 * SKUs and slugs of categories are stored in one form, whoever writes them (the old version beside it as well): what
 * nobody can tell apart is one. Products of categories that turn out to be the same come together in the oldest of
 * them. SKUs that turn out to be the same cannot: the oldest product has the SKU, the others keep theirs as it is until
 * somebody gives them another one. A warning in PostgreSQL's log counts them;
 * `select id, sku from products where archived_at is null and sku <> identity_text(sku)` names them.
 */
export class Migration20261127050400_identities extends Migration {
  override name = 'Migration20261127050400_identities';

  override up(): void {
    // As src/catalog/identity.ts has it: without Default_Ignorable_Code_Point, White_Space as one blank, NFC.
    this.addSql(`
      create function identity_text(value text) returns text language sql immutable parallel safe as $$
        select case
          when value ~ '^[!-~]+( [!-~]+)*$' then value
          else normalize(regexp_replace(regexp_replace(regexp_replace(value,
            '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]', '', 'g'),
            '[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+', ' ', 'g'),
            '^ | $', '', 'g'), NFC)
        end
      $$;`);

    // Every category and the one that it is from now on: itself, unless an older one is the same.
    this.addSql(`
      create temporary table same_categories on commit drop as
      select id, slug, identity_text(slug) as wanted,
             first_value(id) over (partition by identity_text(slug) order by id) as kept
        from categories;`);
    this.addSql(`
      update products p set category_id = s.kept, version = p.version + 1, updated_at = now()
        from same_categories s where p.category_id = s.id and s.kept <> s.id;`);
    this.addSql('delete from categories c using same_categories s where c.id = s.id and s.kept <> s.id;');
    this.addSql(`
      update categories c set slug = s.wanted
        from same_categories s
       where c.id = s.id and c.slug <> s.wanted and s.wanted <> '' and length(s.wanted) <= 100;`);

    this.addSql(`
      with odd as (
        select id, archived_at is null as for_sale, identity_text(sku) as wanted,
               row_number() over (partition by identity_text(sku), archived_at is null order by id) as place
          from products
         where sku <> identity_text(sku)
      )
      update products p set sku = odd.wanted, version = p.version + 1, updated_at = now()
        from odd
       where p.id = odd.id and odd.wanted <> '' and length(odd.wanted) <= 64
         and (not odd.for_sale
              or odd.place = 1 and not exists (
                select from products other where other.archived_at is null and other.sku = odd.wanted));`);
    this.addSql(`
      do $$
      declare
        kept int := (select count(*) from products where archived_at is null and sku <> identity_text(sku));
      begin
        if kept > 0 then
          raise warning '% product(s) have a SKU that nobody can tell from that of another: select id, sku from products where archived_at is null and sku <> identity_text(sku)', kept;
        end if;
      end
      $$;`);

    // Last: this waits for whoever writes products, and makes them wait. No sale names the SKU.
    this.addSql(`
      create function categories_identity() returns trigger language plpgsql as $$
      begin
        new.slug := identity_text(new.slug);
        return new;
      end
      $$;`);
    this.addSql(`
      create function products_identity() returns trigger language plpgsql as $$
      begin
        new.sku := identity_text(new.sku);
        return new;
      end
      $$;`);
    this.addSql(`
      create trigger categories_identity before insert or update of slug on categories
        for each row execute function categories_identity();`);
    this.addSql(`
      create trigger products_identity before insert or update of sku on products
        for each row execute function products_identity();`);
  }

  override down(): void {
    this.addSql('drop trigger products_identity on products;');
    this.addSql('drop trigger categories_identity on categories;');
    this.addSql('drop function products_identity();');
    this.addSql('drop function categories_identity();');
    this.addSql('drop function identity_text(text);');
  }
}
