import { Property } from '@mikro-orm/decorators/legacy';
import { moneyTotalColumn } from './columns.ts';

/** What orders add up to, amounts in minor units. */
export abstract class SalesFigures {
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
