import type { Opt } from '@mikro-orm/core';
import { Check, Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/** Made when the first product names it; `slug` is the name in lower case, so "Mugs" and "mugs" are one. */
@Entity({ tableName: 'categories' })
@Check({ name: 'categories_slug_lower_case', expression: 'slug = lower(slug)' })
export class Category {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'string', length: 100 })
  @Unique({ name: 'categories_slug_unique' })
  slug!: string;

  @Property({ type: 'string', length: 100 })
  name!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}
