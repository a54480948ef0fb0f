import type { ProductRecord } from '../sql/find-product.ts';

/** A product that was taken out of the shop stays as it is. */
export const refuseArchived = ({ name, archivedAt }: ProductRecord): string | undefined =>
  archivedAt === null ? undefined : `${name} was taken out of the shop: nothing of it is changed any more.`;
