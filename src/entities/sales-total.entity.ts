import { PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, Enum, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { moneyTotalColumn } from './columns.ts';

/** What sales are told apart by, beside day and currency. */
export const salesDimensions = ['day', 'product', 'country', 'taxRate'] as const;
export type SalesDimension = (typeof salesDimensions)[number];

/** The sales of a day that is over, by one dimension: what its orders add up to. Written anew as a whole. */
@Entity({ tableName: 'sales_totals' })
export class SalesTotal {
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

  /** Orders that have some of it. */
  @Property({ type: 'integer' })
  orders!: number;

  @Property({ ...moneyTotalColumn })
  units!: number;

  /** Taken off before `net`, `tax` and `gross`. */
  @Property({ ...moneyTotalColumn })
  discount!: number;

  @Property({ ...moneyTotalColumn })
  net!: number;

  @Property({ ...moneyTotalColumn })
  tax!: number;

  /** `net` and `tax` of units that were cancelled or came back; they are in the columns above, too. */
  @Property({ ...moneyTotalColumn })
  reversedUnits!: number;

  @Property({ ...moneyTotalColumn })
  reversedNet!: number;

  @Property({ ...moneyTotalColumn })
  reversedTax!: number;
}
