import { foldWebhooks } from './payments/fold-webhooks.ts';
import { placeUnpaid } from './payments/place-unpaid.ts';
import { type BenchShop, openShop } from './setup/shop.ts';

/** Orders of a round, each of a buyer of their own, and orders of a round that webhooks pay; 0 leaves a part out. */
const [PLACED = 12_000, PAID = 2_000] = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => !Number.isNaN(n));

if (PLACED > 0) await inShop((shop) => placeUnpaid(shop, PLACED));
if (PAID > 0) await inShop((shop) => foldWebhooks(shop, PAID));

async function inShop(work: (shop: BenchShop) => Promise<void>): Promise<void> {
  const shop = await openShop();
  try {
    await work(shop);
  } finally {
    await shop.close();
  }
}
