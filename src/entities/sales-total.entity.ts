import { PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, Enum, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { SalesFigures } from './sales-figures.ts';

/** What sales are told apart by, beside day and currency. */
export const salesDimensions = ['day', 'product', 'country', 'taxRate'] as const;
export type SalesDimension = (typeof salesDimensions)[number];

/** The sales of a day that is over, by one dimension: what its orders add up to. Written anew as a whole. */
@Entity({ tableName: 'sales_totals' })
export class SalesTotal extends SalesFigures {
  [PrimaryKeyProp]?: ['dimension', 'day', 'currency', 'key'];

  @Enum({ items: () => [...salesDimensions], type: 'string', length: 16, primary: true })
  dimension!: SalesDimension;

  @PrimaryKey({ type: 'date' })
  day!: string;

  @PrimaryKey({ type: 'character', length: 3 })
  currency!: string;

  /** A product, a country, millionths; empty for what has none, and where the dimension is the day itself. */
  @PrimaryKey({ type: 'string', length: 36 })
  key!: string;
}
