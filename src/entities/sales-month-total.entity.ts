import { PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, Enum, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { SalesFigures } from './sales-figures.ts';
import { type SalesDimension, salesDimensions } from './sales-total.entity.ts';

/** The sales of a month, by one dimension: the sums of its days. They count while `sales_months` has the month. */
@Entity({ tableName: 'sales_month_totals' })
export class SalesMonthTotal extends SalesFigures {
  [PrimaryKeyProp]?: ['dimension', 'month', 'currency', 'key'];

  @Enum({ items: () => [...salesDimensions], type: 'string', length: 16, primary: true })
  dimension!: SalesDimension;

  /** Its first day. */
  @PrimaryKey({ type: 'date' })
  month!: string;

  @PrimaryKey({ type: 'character', length: 3 })
  currency!: string;

  /** As that of a day's total. */
  @PrimaryKey({ type: 'string', length: 36 })
  key!: string;
}
