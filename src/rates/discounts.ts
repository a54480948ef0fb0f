import {
  AutomaticDiscount,
  type DiscountKind,
  type DiscountScope,
} from '../entities/automatic-discount.entity.ts';
import { limits } from '../limits.ts';
import type { Settings } from './settings.ts';

/** An automatic discount as those see it who set the shop up. */
export interface DiscountView {
  id: string;
  name: string;
  kind: DiscountKind;
  /** Millionths (`percent`, `buyXGetY`), minor units of `currency` (`amount`). */
  value: number;
  currency: string | null;
  scope: DiscountScope;
  category: string | null;
  productIds: string[];
  minTotal: number | null;
  minQuantity: number | null;
  buyQuantity: number | null;
  getQuantity: number | null;
  /** ISO 8601, UTC. */
  startsAt: string | null;
  endsAt: string | null;
  priority: number;
  combinable: boolean;
  enabled: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export const discounts: Settings<AutomaticDiscount> = {
  entity: AutomaticDiscount,
  list: 'discounts',
  constraints: {},
  unfit: ({ kind, value, currency, minTotal, startsAt, endsAt, ...rest }) => {
    const most = kind === 'amount' ? limits.total : limits.millionths;
    if (value > most) return { member: 'value', why: `must be 1 to ${most}` };
    if (currency == null && (kind === 'amount' || minTotal != null))
      return { member: 'currency', why: 'is required with an amount of money' };
    if (startsAt && endsAt && startsAt >= endsAt) return { member: 'endsAt', why: 'must be after startsAt' };
    return unfitScope(rest) ?? unfitUnits(kind, rest);
  },
};

type Unfit = ReturnType<Settings<AutomaticDiscount>['unfit']>;

function unfitScope({ scope, category, productIds }: Partial<AutomaticDiscount>): Unfit {
  const named = [
    ['category', category != null],
    ['productIds', (productIds ?? []).length > 0],
  ] as const;
  for (const [member, isGiven] of named) {
    const isWanted = scope === (member === 'category' ? 'category' : 'products');
    if (isWanted !== isGiven)
      return {
        member,
        why: isWanted ? `is required where scope is ${scope}` : `does not go with scope ${scope}`,
      };
  }
  return undefined;
}

function unfitUnits(kind: DiscountKind, units: Partial<AutomaticDiscount>): Unfit {
  for (const member of ['buyQuantity', 'getQuantity'] as const) {
    const isWanted = kind === 'buyXGetY';
    if (isWanted !== (units[member] != null))
      return { member, why: isWanted ? 'is required with buyXGetY' : 'goes with buyXGetY alone' };
  }
  return undefined;
}

export function viewOfDiscount(discount: AutomaticDiscount): DiscountView {
  return {
    id: discount.id,
    name: discount.name,
    kind: discount.kind,
    value: discount.value,
    currency: discount.currency ?? null,
    scope: discount.scope,
    category: discount.category ?? null,
    productIds: discount.productIds,
    minTotal: discount.minTotal ?? null,
    minQuantity: discount.minQuantity ?? null,
    buyQuantity: discount.buyQuantity ?? null,
    getQuantity: discount.getQuantity ?? null,
    startsAt: discount.startsAt?.toISOString() ?? null,
    endsAt: discount.endsAt?.toISOString() ?? null,
    priority: discount.priority,
    combinable: discount.combinable,
    enabled: discount.enabled,
    version: discount.version,
    createdAt: discount.createdAt.toISOString(),
    updatedAt: discount.updatedAt.toISOString(),
  };
}
