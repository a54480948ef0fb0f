import { Migration } from '@mikro-orm/migrations';

/** Words, prefixes and near misses of what is for sale, kept in step with `products` by triggers. */
export class Migration20261122213000_product_search extends Migration {
  override name = 'Migration20261122213000_product_search';

  override up(): void {
    this.addSql(`
      do $$
      begin
        create extension if not exists pg_trgm;
      exception when insufficient_privilege or feature_not_supported or undefined_file then
        raise exception 'Holdfast needs the PostgreSQL extension pg_trgm, and this login may not create it: let the owner of the database or a superuser run CREATE EXTENSION pg_trgm in it, then migrate again (%)', sqlerrm
          using errcode = sqlstate;
      end
      $$;`);
    this.addSql(
      `create table "product_search" ("product_id" uuid not null, "sku" text not null, "name" text not null, "title" tsvector not null, "document" tsvector not null, primary key ("product_id"));`,
    );
    this.addSql(`create table "search_words" ("word" text not null, primary key ("word"));`);
    this.addSql(
      `alter table "product_search" add constraint "product_search_product_id_foreign" foreign key ("product_id") references "products" ("id") on update cascade on delete cascade;`,
    );

    // "Café" is found by "cafe" and by "café"; "Cafe" is not found by "café".
    this.addSql(`
      create function search_text(value text) returns text language sql immutable strict parallel safe as $$
        select case
          when octet_length(value) = length(value) then lower(value)
          else normalize(lower(value), NFC) || ' ' || regexp_replace(normalize(lower(value), NFD), '[\\u0300-\\u036f]', '', 'g')
        end
      $$;`);
    // Between blanks as it stands ("o'neill", "100%"), and its letters and digits alone ("o", "neill", "100").
    this.addSql(`
      create function search_tokens(searched text) returns text[] language sql immutable strict parallel safe as $$
        select array_remove(string_to_array(searched, ' ') || regexp_split_to_array(searched, '[^[:alnum:]]+'), '')
      $$;`);
    this.addSql(`
      create function search_title(sku text, name text, category_id uuid) returns tsvector
        language sql immutable strict parallel safe as $$
        select array_to_tsvector(search_tokens(search_text(name)) || array_remove(string_to_array(search_text(sku), ' '), '') || (' ' || category_id::text))
               || to_tsvector('english', search_text(name))
      $$;`);
    // What stands far down in a long description helps nobody to find it, and costs at every reading.
    this.addSql(`
      create function search_document(title tsvector, category text, description text) returns tsvector
        language sql immutable strict parallel safe as $$
        select setweight(title, 'A') || array_to_tsvector(search_tokens(search_text(category)))
               || setweight(to_tsvector('english', search_text(category)), 'B')
               || setweight(to_tsvector('english', search_text(left(description, 4000))), 'C')
      $$;`);

    this.addSql(`
      insert into product_search (product_id, sku, name, title, document)
      select p.id, normalize(lower(p.sku), NFC), normalize(lower(p.name), NFC), title, search_document(title, c.name, p.description)
        from products p join categories c on c.id = p.category_id
             cross join lateral (select search_title(p.sku, p.name, p.category_id) as title offset 0) t
       where p.archived_at is null;`);
    this.addSql(`
      insert into search_words (word)
      select distinct token
        from (select name from products where archived_at is null union all select name from categories) named,
             unnest(search_tokens(search_text(name))) token;`);

    this.addSql(`create index "product_search_title" on "product_search" using gin ("title");`);
    this.addSql(`create index "product_search_document" on "product_search" using gin ("document");`);
    this.addSql(`create index "product_search_sku" on "product_search" ("sku" collate "C");`);
    this.addSql(`create index "product_search_name" on "product_search" ("name" collate "C");`);
    this.addSql(
      `create index "product_search_sku_parts" on "product_search" using gin ("sku" gin_trgm_ops);`,
    );
    this.addSql(`create index "search_words_parts" on "search_words" using gin ("word" gin_trgm_ops);`);
    this.addSql(`create index "search_words_beginnings" on "search_words" ("word" collate "C");`);

    // A whole statement at once: an import of many products pays for one query.
    this.addSql(`
      create function products_added_to_search() returns trigger language plpgsql as $$
      begin
        insert into product_search (product_id, sku, name, title, document)
        select p.id, normalize(lower(p.sku), NFC), normalize(lower(p.name), NFC), title, search_document(title, c.name, p.description)
          from added p join categories c on c.id = p.category_id
               cross join lateral (select search_title(p.sku, p.name, p.category_id) as title offset 0) t
         where p.archived_at is null;
        -- In one order, so that two imports wait for each other instead of deadlocking.
        insert into search_words (word)
        select token
          from (select distinct token
                  from (select p.name from added p where p.archived_at is null
                        union all
                        select c.name from categories c where c.id in (select a.category_id from added a)) named,
                       unnest(search_tokens(search_text(named.name))) token) tokens
         where not exists (select from search_words w where w.word = token)
         order by token
            on conflict do nothing;
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger products_added_to_search after insert on products
        referencing new table as added
        for each statement execute function products_added_to_search();`);

    // Only where a statement names one of these columns: no sale does.
    this.addSql(`
      create function product_changed_in_search() returns trigger language plpgsql as $$
      declare
        category text := (select name from categories where id = new.category_id);
        title tsvector := search_title(new.sku, new.name, new.category_id);
      begin
        if new.archived_at is not null then
          delete from product_search where product_id = new.id;
          return null;
        end if;
        insert into product_search (product_id, sku, name, title, document)
        values (new.id, normalize(lower(new.sku), NFC), normalize(lower(new.name), NFC), title, search_document(title, category, new.description))
            on conflict (product_id) do update
           set sku = excluded.sku, name = excluded.name, title = excluded.title, document = excluded.document;
        insert into search_words (word)
        select token from unnest(search_tokens(search_text(new.name)) || search_tokens(search_text(category))) token
         where not exists (select from search_words w where w.word = token)
         group by token
         order by token
            on conflict do nothing;
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger product_changed_in_search after update of sku, name, description, category_id, archived_at on products
        for each row
        when ((old.sku, old.name, old.description, old.category_id, old.archived_at)
              is distinct from (new.sku, new.name, new.description, new.category_id, new.archived_at))
        execute function product_changed_in_search();`);
  }

  override down(): void {
    this.addSql('drop trigger product_changed_in_search on products;');
    this.addSql('drop trigger products_added_to_search on products;');
    this.addSql('drop function product_changed_in_search();');
    this.addSql('drop function products_added_to_search();');
    this.addSql('drop table search_words;');
    this.addSql('drop table product_search;');
    this.addSql('drop function search_document(tsvector, text, text);');
    this.addSql('drop function search_title(text, text, uuid);');
    this.addSql('drop function search_tokens(text);');
    this.addSql('drop function search_text(text);');
  }
}
