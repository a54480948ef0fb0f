import { Migration } from '@mikro-orm/migrations';

const expressions = `
               cross join lateral (select search_text(p.name) as name, search_text(p.sku) as sku offset 0) text
               cross join lateral (select search_tokens(text.name) as tokens offset 0) named`;

/**
 * The price stands beside the words, so that one index has the matches of a word and another those of a price, and
 * PostgreSQL puts the two together before it reads a row. And the words of many products cost half as much.
 */
export class Migration20261123005500_search_by_price extends Migration {
  override name = 'Migration20261123005500_search_by_price';

  override up(): void {
    // Every row is written anew: without these indexes, which are made of them again, it is much cheaper.
    this.addSql('drop index "product_search_title", "product_search_document", "product_search_sku_parts";');
    this.addSql('alter table "product_search" add column "price" int null;');
    this.addSql('update product_search s set price = p.price from products p where p.id = s.product_id;');
    this.addSql('alter table "product_search" alter column "price" set not null;');
    this.addSql(`create index "product_search_title" on "product_search" using gin ("title");`);
    this.addSql(`create index "product_search_document" on "product_search" using gin ("document");`);
    this.addSql(
      `create index "product_search_sku_parts" on "product_search" using gin ("sku" gin_trgm_ops);`,
    );
    this.addSql(`create index "product_search_price" on "product_search" ("price", "product_id");`);

    // Not strict: PostgreSQL puts a function that is into the statement only where it can prove the same of its body,
    // and a call costs more than most of these do. No argument is ever null.
    this.addSql('alter function search_text(text) called on null input;');
    this.addSql('alter function search_tokens(text) called on null input;');
    this.addSql(`
      create function search_category(category text) returns tsvector language sql immutable parallel safe as $$
        select array_to_tsvector(search_tokens(search_text(category))) || setweight(to_tsvector('english', search_text(category)), 'B')
      $$;`);
    this.addSql(`
      create function search_sku_or_name(value text) returns text language sql immutable parallel safe as $$
        select case when octet_length(value) = length(value) then lower(value) else normalize(lower(value), NFC) end
      $$;`);

    // As search_title and search_document have it, with the words of a category once for all of its products.
    this.addSql(`
      create or replace function products_added_to_search() returns trigger language plpgsql as $$
      begin
        with categories_added as materialized (
               select id, name, search_category(name) as words from categories
                where id in (select category_id from added)
             ),
             texts as materialized (
               select p.id, search_sku_or_name(p.sku) as sku, search_sku_or_name(p.name) as name, p.price,
                      p.category_id, p.description, text.name as name_text, text.sku as sku_text, named.tokens
                 from added p ${expressions}
                where p.archived_at is null
             ),
             searched as (
               insert into product_search (product_id, sku, name, price, title, document)
               select t.id, t.sku, t.name, t.price, title,
                      setweight(title, 'A') || c.words || setweight(to_tsvector('english', search_text(left(t.description, 4000))), 'C')
                 from texts t join categories_added c on c.id = t.category_id
                      cross join lateral (
                        select array_to_tsvector(t.tokens || array_remove(string_to_array(t.sku_text, ' '), '') || (' ' || t.category_id::text))
                               || to_tsvector('english', t.name_text) as title offset 0
                      ) titled
             )
        -- In one order, so that two imports wait for each other instead of deadlocking.
        insert into search_words (word)
        select token
          from (select distinct unnest(tokens) as token from texts
                union
                select unnest(search_tokens(search_text(name))) from categories_added) tokens
         where not exists (select from search_words w where w.word = token)
         order by token
            on conflict do nothing;
        return null;
      end
      $$;`);

    this.addSql(`
      create or replace function product_changed_in_search() returns trigger language plpgsql as $$
      declare
        category text := (select name from categories where id = new.category_id);
        title tsvector := search_title(new.sku, new.name, new.category_id);
      begin
        if new.archived_at is not null then
          delete from product_search where product_id = new.id;
          return null;
        end if;
        insert into product_search (product_id, sku, name, price, title, document)
        values (new.id, search_sku_or_name(new.sku), search_sku_or_name(new.name), new.price, title, search_document(title, category, new.description))
            on conflict (product_id) do update
           set sku = excluded.sku, name = excluded.name, price = excluded.price, title = excluded.title, document = excluded.document;
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
      create function product_repriced_in_search() returns trigger language plpgsql as $$
      begin
        update product_search set price = new.price where product_id = new.id and price <> new.price;
        return null;
      end
      $$;`);
    this.addSql(`
      create trigger product_repriced_in_search after update of price on products
        for each row when (old.price <> new.price)
        execute function product_repriced_in_search();`);
  }

  override down(): void {
    this.addSql('drop trigger product_repriced_in_search on products;');
    this.addSql('drop function product_repriced_in_search();');
    this.addSql(`
      create or replace function products_added_to_search() returns trigger language plpgsql as $$
      begin
        insert into product_search (product_id, sku, name, title, document)
        select p.id, normalize(lower(p.sku), NFC), normalize(lower(p.name), NFC), title, search_document(title, c.name, p.description)
          from added p join categories c on c.id = p.category_id
               cross join lateral (select search_title(p.sku, p.name, p.category_id) as title offset 0) t
         where p.archived_at is null;
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
      create or replace function product_changed_in_search() returns trigger language plpgsql as $$
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
    this.addSql('drop function search_sku_or_name(text);');
    this.addSql('drop function search_category(text);');
    this.addSql('alter function search_text(text) strict;');
    this.addSql('alter function search_tokens(text) strict;');
    this.addSql('alter table "product_search" drop column "price";');
  }
}
