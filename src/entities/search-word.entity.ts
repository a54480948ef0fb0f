import { Entity, Index, PrimaryKey } from '@mikro-orm/decorators/legacy';

/** Every word that a product's or a category's name has had: what a misspelt word or a part of one may mean. */
@Entity({ tableName: 'search_words' })
@Index({
  name: 'search_words_parts',
  expression: 'create index "search_words_parts" on "search_words" using gin ("word" gin_trgm_ops)',
})
@Index({
  name: 'search_words_beginnings',
  expression: 'create index "search_words_beginnings" on "search_words" ("word" collate "C")',
})
export class SearchWord {
  @PrimaryKey({ type: 'text' })
  word!: string;
}
