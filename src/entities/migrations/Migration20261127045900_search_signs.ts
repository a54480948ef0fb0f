import { Migration } from '@mikro-orm/migrations';

/** Rows that hold more than ASCII and are read in another way now: of all others these functions make the same. */
const reindex = [
  `update product_search s set sku = made.sku, name = made.name, title = made.title, document = made.document
     from (select p.id, search_sku_or_name(p.sku) as sku, search_sku_or_name(p.name) as name, title,
                  search_document(title, c.name, p.description) as document
             from products p join categories c on c.id = p.category_id
                  cross join lateral (select search_title(p.sku, p.name, p.category_id) as title offset 0) t
            where octet_length(p.sku || p.name || c.name || left(p.description, 4000))
                  <> length(p.sku || p.name || c.name || left(p.description, 4000))
           offset 0) made
    where made.id = s.product_id
      and (s.sku, s.name, s.title, s.document) is distinct from (made.sku, made.name, made.title, made.document);`,
  `insert into search_words (word)
   select token
     from (select name from products where archived_at is null union select name from categories) named,
          unnest(search_tokens(search_text(name))) token
    where octet_length(name) <> length(name)
    group by token
    order by token
       on conflict do nothing;`,
];

/**
 * Signs that look alike are one (’ and ', ‑ and -, ″ and ", full width and half, ½ and 1/2), and more letters are found
 * without what distinguishes them: Łódź by lodz, Straße by strasse, words in Arabic and Hebrew by their letters alone.
 * The old version goes on beside it: its questions still have the signs as they were typed, and near misses find them.
 */
export class Migration20261127045900_search_signs extends Migration {
  override name = 'Migration20261127045900_search_signs';

  override up(): void {
    // As src/catalog/search/signs.ts has it for what is asked.
    this.addSql(`
      create function search_plain(value text) returns text language sql immutable parallel safe as $$
        select translate(value,
          U&'\\00b4\\02b9\\02bb\\02bc\\2018\\2019\\201a\\201b\\2032\\02ba\\201c\\201d\\201e\\201f\\2033\\2010\\2011\\2012\\2013\\2014\\2015\\2212\\2044\\2215',
          '''''''''''''''''''""""""-------//')
      $$;`);
    this.addSql(`
      create function search_signs(value text) returns text language sql immutable parallel safe as $$
        select search_plain(normalize(search_plain(
          regexp_replace(regexp_replace(regexp_replace(value,
            '[\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufe0e\\ufe0f\\ufeff]', '', 'g'),
            '[\\u00bc-\\u00be\\u2150-\\u215f\\u2189]', ' \\&', 'g'),
            '[\\u2120\\u2122]', ' ', 'g')), NFKC))
      $$;`);
    // Accents, the marks of Arabic and Hebrew, and letters that Unicode does not take apart.
    this.addSql(`
      create function search_letters(value text) returns text language sql immutable parallel safe as $$
        select normalize(translate(
          replace(replace(replace(replace(replace(
            regexp_replace(normalize(value, NFD),
              '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed]',
              '', 'g'),
            U&'\\00df', 'ss'), U&'\\1e9e', 'ss'), U&'\\00e6', 'ae'), U&'\\0153', 'oe'), U&'\\00fe', 'th'),
          U&'\\0142\\0141\\00f8\\00d8\\0111\\0110\\00f0\\00d0\\0127\\0126\\0167\\0166\\0131', 'llooddddhhtti'), NFC)
      $$;`);
    // In PL/pgSQL, which keeps its plan: as a function of SQL it made a row of the index four times as dear.
    this.addSql(`
      create function search_spellings(value text) returns text language plpgsql immutable parallel safe as $$
      declare
        typed text := normalize(lower(search_signs(value)), NFC);
        letters text := search_letters(typed);
      begin
        if letters = typed then
          return typed;
        end if;
        return typed || ' ' || letters;
      end
      $$;`);
    this.addSql(`
      create or replace function search_text(value text) returns text language sql immutable parallel safe as $$
        select case when octet_length(value) = length(value) then lower(value) else search_spellings(value) end
      $$;`);
    this.addSql(`
      create or replace function search_sku_or_name(value text) returns text language sql immutable parallel safe as $$
        select case
          when octet_length(value) = length(value) then lower(value)
          else normalize(lower(search_signs(value)), NFC)
        end
      $$;`);
    for (const statement of reindex) this.addSql(statement);
  }

  override down(): void {
    this.addSql(`
      create or replace function search_text(value text) returns text language sql immutable parallel safe as $$
        select case
          when octet_length(value) = length(value) then lower(value)
          else normalize(lower(value), NFC) || ' ' || regexp_replace(normalize(lower(value), NFD), '[\\u0300-\\u036f]', '', 'g')
        end
      $$;`);
    this.addSql(`
      create or replace function search_sku_or_name(value text) returns text language sql immutable parallel safe as $$
        select case when octet_length(value) = length(value) then lower(value) else normalize(lower(value), NFC) end
      $$;`);
    for (const statement of reindex) this.addSql(statement);
    this.addSql('drop function search_spellings(text);');
    this.addSql('drop function search_letters(text);');
    this.addSql('drop function search_signs(text);');
    this.addSql('drop function search_plain(text);');
  }
}
