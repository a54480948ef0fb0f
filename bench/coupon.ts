import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillCarts, fillShop } from './setup/fill.ts';
import { type CheckoutFigures, measureCheckouts } from './setup/measure.ts';
import { median } from './setup/median.ts';
import { openShop } from './setup/shop.ts';

/** Orders of a round, each of a buyer of their own. */
const [ORDERS = 2_000] = process.argv.slice(2).map(Number).filter(Boolean);
const PROCESSES = 4;
const CONNECTIONS = 128;
const PRODUCTS = 1_000;
/** Orders that may have the scarce coupon. */
const SCARCE = 100;
/** After one that warms the processes up. */
const ROUNDS = 5;
const OFF = 100_000;

const shop = await openShop();
try {
  await fillShop(shop.pool, ORDERS, PRODUCTS);
  const apis = await Promise.all(Array.from({ length: PROCESSES }, () => shop.startApi()));
  const urls = apis.map(({ url }) => url);
  const pids = {
    ...Object.fromEntries(apis.map(({ pid }, n) => [`API ${n + 1}`, pid])),
    ...(await serverPids(shop)),
  };
  console.log(`${ORDERS} orders on ${PROCESSES} processes by ${CONNECTIONS} connections, two products each`);
  const ratios = { scarce: [] as number[], everybody: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const plain = await order('without a coupon');
    const scarce = await order(`a coupon for ${SCARCE}`, await coupon(`SCARCE${round}`, SCARCE));
    const everybody = await order('a coupon for all', await coupon(`ALL${round}`, null));
    if (round === 0) continue;
    ratios.scarce.push(scarce / plain);
    ratios.everybody.push(everybody / plain);
  }
  await Promise.all(apis.map((api) => api.stop()));
  console.log(`answers a second against orders without a coupon (medians): a coupon for ${SCARCE} \
${median(ratios.scarce).toFixed(2)} x, a coupon for all ${median(ratios.everybody).toFixed(2)} x`);

  /** Everybody orders once. @returns answers a second, whatever they say */
  async function order(what: string, code?: string): Promise<number> {
    await fillCarts(shop.pool, ORDERS, PRODUCTS, 2);
    const body = code === undefined ? undefined : { couponCodes: [code] };
    const used = startCpu(pids);
    const figures = await measureCheckouts(urls, ORDERS, CONNECTIONS, undefined, body);
    const { PostgreSQL = 0, client: _, Redis: __, ...perApi } = used();
    const api = Object.values(perApi).reduce((sum, ms) => sum + ms, 0);
    const perSecond = ORDERS / figures.seconds;
    console.log(
      [
        `  ${what}: ${perSecond.toFixed(0)} answers/s`,
        `CPU ms each: API ${(api / ORDERS).toFixed(2)}, PostgreSQL ${(PostgreSQL / ORDERS).toFixed(2)}`,
        `retries ${figures.lostRaces}, batch ${figures.batchSize.toFixed(1)}`,
        code ? await judged(code, figures) : said(figures),
      ].join('; '),
    );
    return perSecond;
  }
} finally {
  await shop.close();
}

async function coupon(code: string, usageLimit: number | null): Promise<string> {
  await shop.pool.query(
    `insert into coupons (id, code, kind, value, usage_limit) values (gen_random_uuid(), $1, 'percent', $2, $3)`,
    [code, OFF, usageLimit],
  );
  return code;
}

/** Who has the coupon, by the database, and whether that is what the answers say. */
async function judged(code: string, figures: CheckoutFigures): Promise<string> {
  const { rows } = await shop.pool.query<{ used: number; redeemed: number; discounted: number }>(
    `select c.used, count(r.order_id)::int as redeemed,
            count(*) filter (where o.total = o.items_total - o.discount_total and o.discount_total > 0)::int as discounted
       from coupons c
       left join coupon_redemptions r on r.coupon_id = c.id
       left join orders o on o.id = r.order_id
      where c.code = $1 group by c.id`,
    [code],
  );
  const { used, redeemed, discounted } = rows[0]!;
  const isExact = [used, redeemed, discounted].every((n) => n === figures.placed);
  return `${said(figures)}; used ${used}, redeemed ${redeemed}, discounted ${discounted}: ${isExact ? 'exact' : 'DIFFERENT'}`;
}

function said({ placed, refused }: CheckoutFigures): string {
  const others = Object.entries(refused).map(([status, count]) => `${count} x ${status}`);
  return [`placed ${placed}`, ...others].join(', ');
}
