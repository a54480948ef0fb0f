import type { PoolClient } from 'pg';
import { accountKey } from './buyer-key.ts';
import { lockCouponsOfOrder, takeCouponsAgain as statement } from './sql/take-coupons-again.ts';

/**
 * Takes the coupons of an order again, after they were given back: all of them or none. Who bought counts as the account,
 * a guest too. In the caller's transaction, which holds the order; locks its products, then the coupons (id order).
 *
 * @returns whether there were enough of them
 */
export async function takeCouponsAgain(
  client: PoolClient,
  order: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  await client.query({ ...lockCouponsOfOrder, values: [order.id] });
  const { rows } = await client.query<{ fits: boolean }>({
    ...statement,
    values: [order.id, accountKey(order.userId)],
  });
  return rows[0]!.fits;
}
