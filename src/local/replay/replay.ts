import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { hashPassword } from '../../accounts/password.ts';
import { compareOrders, type OrderComparison } from './compare-orders.ts';
import { compareTaxes } from './compare-taxes.ts';
import { countryCode } from './countries.ts';
import { ReplayFailure } from './failure.ts';
import { formatCount } from './money.ts';
import { planCatalogue } from './plan-catalogue.ts';
import { accountOf, administratorEmail, type PlannedOrder } from './plan-orders.ts';
import { isCancellation, type Planned, planYear } from './plan-year.ts';
import { playOrders } from './play-orders.ts';
import { lockAdministrator, prepareAdministrator, prepareCustomers } from './prepare-accounts.ts';
import { prepareProducts } from './prepare-products.ts';
import { prepareTaxes } from './prepare-taxes.ts';
import { Progress } from './progress.ts';
import { type InvoiceFile, readInvoices } from './read-invoices.ts';
import { readOrderIds, readOrders } from './read-shop.ts';
import { readTaxes } from './read-taxes.ts';
import { reportReconciliation, reportSkipped } from './report.ts';
import { Sessions } from './sessions.ts';
import { ShopClient } from './shop-client.ts';
import { connectToShop, type ShopConnection } from './shop-connection.ts';

export interface Replay {
  open: () => Readable;
  maxInvoices: number;
  url: string;
  databaseUrl: string;
  concurrency: number;
  say: (line: string) => void;
  /** Whether orders have addresses and taxes. */
  vat: boolean;
  stopping: () => boolean;
}

/** Reads, prepares, plays and reconciles. @throws {ReplayFailure} when it cannot be done to the end */
export async function replay(options: Replay): Promise<OrderComparison> {
  const { say } = options;
  const client = new ShopClient(options.url);
  await client.checkAlive();
  const shop = await connectToShop(options.databaseUrl);
  try {
    const file = await readInvoices(options.open(), options.maxInvoices);
    say(`Read ${formatCount(file.lines)} lines; ${formatCount(file.invoices.length)} invoices to play.`);
    const result = await play(options, shop, client, file);
    for (const line of ['', ...reportSkipped(file), '', ...reportReconciliation(result)]) say(line);
    return result;
  } finally {
    await shop.close();
  }
}

async function play(
  options: Replay,
  { pool }: ShopConnection,
  client: ShopClient,
  file: InvoiceFile,
): Promise<OrderComparison> {
  const { say } = options;
  const run = randomBytes(6).toString('hex');
  const keyOf = (planned: Planned): string =>
    isCancellation(planned)
      ? `${keyOf(planned.order)}-${planned.invoice}`
      : `replay-${run}-${planned.invoice}-${planned.part}`;
  const all = planYear(file);
  const accounts = new Map(file.invoices.map(accountOf).map((account) => [account.email, account]));
  const emails = [...accounts.keys()];

  const password = randomBytes(24).toString('base64url');
  const passwordHash = await hashPassword(password);
  const sessions = new Sessions(client, password);
  const played = new Set<Planned>();
  try {
    await prepareAdministrator(pool, passwordHash);
    // Proves that the shop and the database belong together, before anything else is written.
    await sessions.tokenOf(administratorEmail);
    await prepareCustomers(pool, [...accounts.values()], passwordHash);
    const products = await prepareProducts(pool, planCatalogue(file));
    say(`Prepared ${formatCount(products.size)} products and ${formatCount(emails.length)} customers.`);
    if (options.vat) await prepareTaxes(pool, [...products.keys()]);
    const countryOf = ({ invoice }: PlannedOrder) =>
      options.vat ? countryCode(file.countries.get(invoice) ?? '') : undefined;
    const before = new Set(await readOrderIds(pool, emails));

    const progress = new Progress(all.length);
    const began = Date.now();
    const priceChanges = await playOrders(all, {
      client,
      sessions,
      products,
      concurrency: options.concurrency,
      keyOf,
      countryOf,
      stopping: options.stopping,
      onPlayed: (planned) => {
        played.add(planned);
        progress.advance();
      },
    })
      .catch((error) => {
        throw interrupted(error, all, played);
      })
      .finally(() => progress.end());
    const seconds = (Date.now() - began) / 1_000;
    say(
      `Played ${formatCount(played.size)} of ${formatCount(all.length)} orders and cancellations in ${seconds.toFixed(1)} s ` +
        `(${(played.size / seconds).toFixed(1)}/s), with ${formatCount(priceChanges)} price changes.`,
    );

    const ids = (await readOrderIds(pool, emails)).filter((id) => !before.has(id));
    const orders = [...played].filter((planned): planned is PlannedOrder => !isCancellation(planned));
    const cancellations = [...played].filter(isCancellation);
    const playedInvoices = new Set(orders.map((order) => order.invoice));
    const compared = compareOrders(
      {
        invoices: file.invoices.filter((invoice) => playedInvoices.has(invoice.number)),
        orders,
        cancellations,
        keyOf,
      },
      await readOrders(pool, ids),
    );
    if (!options.vat) return compared;
    const taxes = compareTaxes(orders, countryOf, await readTaxes(pool, ids));
    const faults = [...compared.faults, ...taxes.faults];
    return {
      ...compared,
      faults,
      agrees: compared.agrees && faults.length === 0,
      countries: taxes.countries,
    };
  } finally {
    await lockAdministrator(pool).catch(() => {});
  }
}

/** A failure in the middle, with how far it got. */
function interrupted(error: unknown, all: readonly Planned[], played: ReadonlySet<Planned>): unknown {
  if (!(error instanceof ReplayFailure)) return error;
  const next = all.find((planned) => !played.has(planned));
  return new ReplayFailure(
    `${error.message}\nStopped after ${formatCount(played.size)} of ${formatCount(all.length)} orders and cancellations, at invoice ${next?.invoice}; nothing was reconciled.`,
  );
}
