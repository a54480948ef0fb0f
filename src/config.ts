import { readDatabaseUrl, withEnvironment } from './database/connection-url.ts';
import type { DatabaseUrlError } from './database/database-url-error.ts';
import { readMailSender } from './mail/sender.ts';
import { isCurrency } from './money/currencies.ts';
import { type Networks, readNetworks } from './outbound/networks.ts';

/** What a process is for decides which settings it needs. */
export type ProcessRole = 'api' | 'worker' | 'migrate';

export interface Config {
  readonly role: ProcessRole;
  readonly host: string;
  readonly port: number;
  /** Base of links that leave the house, in mails: no trailing slash. `Location` is a path, without it. */
  readonly publicUrl: string;
  /** What `type` of a problem begins with, before its code: pages of ours where PUBLIC_URL says where they are. */
  readonly problemsUrl: string;
  /** Address of an order in the shop's own pages, with `{id}` or `{number}` in it; unset: a page of ours. */
  readonly orderUrl: string | undefined;
  readonly trustProxy: boolean;
  readonly corsOrigins: readonly string[];
  readonly databaseUrl: string;
  readonly databasePoolMax: number;
  /** Unset: jobs run on PostgreSQL and the cache lives in each process. */
  readonly redisUrl: string | undefined;
  /** Checkouts that may share one transaction. */
  readonly checkoutMaxBatch: number;
  /** Checkout transactions in flight in one process. */
  readonly checkoutSlots: number;
  /** Checkouts that wait in one process; one more is told to come back. */
  readonly checkoutMaxWaiting: number;
  /** How long a checkout waits for its transaction to begin before it is told to come back. */
  readonly checkoutMaxWaitMs: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Connections that one worker keeps to the mail server. */
  readonly mailConnections: number;
  /** Web page of an inbox that keeps this shop's mails, for the operators' pages. */
  readonly mailInboxUrl: string | undefined;
  /** File that a worker touches while it is well, for a container's health check. */
  readonly heartbeatFile: string | undefined;
  /** Where the process answers GET /metrics besides; unset: nowhere. Each process on a machine needs its own. */
  readonly metricsPort: number | undefined;
  /** Whether the API's own port tells its metrics to whoever asks, and not to this machine alone. */
  readonly metricsPublic: boolean;
  /** Days for which the outbox remembers what was delivered. */
  readonly outboxRetentionDays: number;
  /** Days without an addition after which a cart is emptied; 0 for never. */
  readonly abandonedCartDays: number;
  /** Days after which an order no longer says who bought; 0: it does for good. */
  readonly orderPiiDays: number;
  /** Empty where none is set, which a worker may do without. */
  readonly jwtSecret: string;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly rateLimitEnabled: boolean;
  /** Whether POST /register keeps to itself who has an account. */
  readonly registrationPrivacy: boolean;
  readonly logLevel: string;
  /** What "Try it out" at /docs is filled with; `npm start` tells it, for its demo data alone. */
  readonly docsExamples: DocsExamples | undefined;
  /** ISO 4217 code of a product that names none. */
  readonly defaultCurrency: string;
  /** Whether prices of products and shipping have their tax in them. */
  readonly pricesIncludeTax: boolean;
  /** Who sells, as invoices say it: name and address, a line each, and the number that the tax office gave. */
  readonly seller: { readonly lines: string[]; readonly taxId: string | null };
  /** Whether an order gets its invoice by itself when it is placed. */
  readonly invoiceAutomatic: boolean;
  /** A font file (TrueType or OpenType) for the PDFs of invoices; unset: one for Latin, Greek and Cyrillic. */
  readonly invoiceFont: string | undefined;
  /** Networks of the shop's own that webhooks may be sent to, also by http. */
  readonly webhookNetworks: Networks;
  /** The proxy that leads to all other networks; undefined: there is no need of one. */
  readonly webhookProxy: string | undefined;
  /** How long an order that is not paid holds its stock. */
  readonly unpaidOrderMinutes: number;
  /** Those that an order can be paid with. */
  readonly paymentProviders: readonly ProviderName[];
  /** Whether the storefront at `/shop` is there. */
  readonly shopPages: boolean;
  /** Where the simulator of `npm start` listens, on this machine. */
  readonly paymentSimulatorPort: number;
  /** The shop's account at Stripe; two secrets while one takes the place of the other, the one in force first. */
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecrets: readonly string[];
    readonly apiUrl: string;
  };
}

/** `manual`: people record the money. `simulator`: the one of `npm start`, no money at all. */
export const providerNames = ['manual', 'simulator', 'stripe'] as const;
export type ProviderName = (typeof providerNames)[number];

/** A login that everybody may know, and a product that is for sale. */
export interface DocsExamples {
  readonly email: string;
  readonly password: string;
  readonly productId: string;
}

/** Every fault of the settings at once, in words for the person who sets them. Values are never quoted. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Where the API listens, before anything is checked. */
export function hostOf(env: NodeJS.ProcessEnv = process.env): string {
  return env.HOST?.trim() || '127.0.0.1';
}

/** What `load` gives, unless these faults were found besides. @throws {ConfigError} that lists its faults and these */
export function withFaults<T>(faults: readonly string[], load: () => T): T {
  if (faults.length === 0) return load();
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...error.problems, ...faults]);
    throw error;
  }
  throw new ConfigError(faults);
}

/** Reads and checks the settings. @throws {ConfigError} that lists all that is missing or wrong. */
export function loadConfig(role: ProcessRole, env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const get = (name: string): string | undefined => env[name]?.trim() || undefined;

  const url = (name: string, protocols: string[], example: string): string | undefined => {
    const value = get(name);
    if (value === undefined) return undefined;
    if (protocols.some((p) => value.startsWith(`${p}//`)) && URL.canParse(value)) return value;
    faults.push(`${name} is not a URL such as ${example}`);
    return undefined;
  };
  const database = (value: string | undefined): string | undefined => {
    try {
      if (value === undefined) return undefined;
      const whole = withEnvironment(value, env);
      readDatabaseUrl(whole);
      return whole;
    } catch (error) {
      faults.push((error as DatabaseUrlError).message);
      return undefined;
    }
  };
  const required = <T>(name: string, value: T | undefined, what: string): T | undefined => {
    if (value === undefined && get(name) === undefined) faults.push(`${name} is missing: ${what}`);
    return value;
  };
  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = get(name);
    if (value === undefined) return fallback;
    if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    faults.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const optionalPort = (name: string): number | undefined =>
    get(name) === undefined ? undefined : integer(name, 0, 0, 65_535);
  const flag = (name: string, fallback: boolean): boolean => {
    const value = get(name)?.toLowerCase();
    if (value === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    faults.push(`${name} must be true or false`);
    return fallback;
  };

  const listed = (name: string, sign = ','): string[] =>
    (get(name) ?? '')
      .split(sign)
      .map((part) => part.trim())
      .filter(Boolean);

  const docsExamples = (): DocsExamples | undefined => {
    const value = get('DOCS_EXAMPLES');
    if (value === undefined) return undefined;
    try {
      const { email, password, productId } = JSON.parse(value) as Record<string, unknown>;
      return { email: String(email), password: String(password), productId: String(productId) };
    } catch {
      faults.push('DOCS_EXAMPLES is not JSON such as {"email":"…","password":"…","productId":"…"}');
      return undefined;
    }
  };

  const host = hostOf(env);
  const mailFrom = get('MAIL_FROM') ?? 'Holdfast <orders@holdfast.example>';
  const sender = readMailSender(mailFrom);
  if ('fault' in sender) faults.push(`MAIL_FROM ${sender.fault}`);
  const port = integer('PORT', 8000, 0, 65_535);
  const databaseUrl = required(
    'DATABASE_URL',
    database(get('DATABASE_URL')),
    'the PostgreSQL database to use, postgresql://user:password@host:5432/holdfast',
  );
  const redisUrl = url('REDIS_URL', ['redis:', 'rediss:'], 'redis://:password@host:6379/0');
  let smtpUrl = url('SMTP_URL', ['smtp:', 'smtps:'], 'smtp://user:password@host:587');
  if (role === 'worker') smtpUrl = required('SMTP_URL', smtpUrl, 'where mail goes, smtp://host:587');

  const jwtSecret = get('JWT_SECRET') ?? '';
  if (role === 'api' && jwtSecret === '')
    faults.push('JWT_SECRET is missing: at least 32 random bytes, for example from openssl rand -hex 32');
  else if (role !== 'migrate' && jwtSecret !== '' && Buffer.byteLength(jwtSecret) < 32)
    faults.push('JWT_SECRET is too short: it needs at least 32 bytes');

  const adminEmail = get('ADMIN_EMAIL')?.toLowerCase();
  const adminPassword = env.ADMIN_PASSWORD || undefined;
  if ((adminEmail === undefined) !== (adminPassword === undefined)) {
    faults.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither');
  }
  if (adminEmail !== undefined && !emailPattern.test(adminEmail))
    faults.push('ADMIN_EMAIL is not an e-mail address');
  if (adminPassword !== undefined && (adminPassword.length < 8 || adminPassword.length > 128)) {
    faults.push('ADMIN_PASSWORD must have 8 to 128 characters');
  }

  const logLevel = get('LOG_LEVEL')?.toLowerCase() ?? 'info';
  if (!logLevels.includes(logLevel)) faults.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}`);
  const defaultCurrency = get('DEFAULT_CURRENCY') ?? 'GBP';
  if (!isCurrency(defaultCurrency)) faults.push('DEFAULT_CURRENCY must be an ISO 4217 code such as GBP');

  const linkHost =
    host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const givenPublicUrl = url('PUBLIC_URL', ['http:', 'https:'], 'https://shop.example')?.replace(/\/+$/, '');
  const orderUrl = url('ORDER_URL', ['http:', 'https:'], 'https://shop.example/orders/{id}');
  if (orderUrl !== undefined && !/^[^{}]*(?:\{(?:id|number)\}[^{}]*)+$/.test(orderUrl))
    faults.push(
      'ORDER_URL must hold {id} or {number} for the order, as https://shop.example/orders/{id} does',
    );
  const corsOrigins = listed('CORS_ORIGINS');
  for (const origin of corsOrigins) {
    const withoutPort = origin.replace(/:\*$/, '');
    if (origin !== '*' && (!URL.canParse(withoutPort) || new URL(withoutPort).origin !== withoutPort)) {
      faults.push('CORS_ORIGINS must be * or origins such as https://shop.example, separated by commas');
      break;
    }
  }

  const sellerLines = listed('INVOICE_SELLER', '|');
  const shopName = 'fault' in sender ? '' : sender.name || sender.address;
  const paymentProviders = listed('PAYMENT_PROVIDERS') as ProviderName[];
  if (!paymentProviders.every((name) => (providerNames as readonly string[]).includes(name)))
    faults.push(`PAYMENT_PROVIDERS must be some of ${providerNames.join(', ')}, separated by commas`);

  const stripeHost = get('STRIPE_API_HOST') ?? 'https://api.stripe.com';
  // A bare name is Stripe's or a proxy's; this machine has no certificate.
  const stripeScheme = /^(localhost|127\.|\[::1\])/.test(stripeHost) ? 'http' : 'https';
  const stripeUrl = /^https?:\/\//i.test(stripeHost) ? stripeHost : `${stripeScheme}://${stripeHost}`;
  if (!URL.canParse(stripeUrl)) faults.push('STRIPE_API_HOST is not a host such as http://127.0.0.1:8027');
  if (role !== 'migrate' && paymentProviders.includes('stripe'))
    required('STRIPE_SECRET_KEY', get('STRIPE_SECRET_KEY'), 'the key of the account at Stripe, sk_live_…');

  const webhookNetworks = readNetworks(listed('WEBHOOK_ALLOW_NETWORKS'));
  if (webhookNetworks === undefined)
    faults.push('WEBHOOK_ALLOW_NETWORKS must be networks such as 10.1.0.0/16 or ::1, separated by commas');

  const config: Config = {
    role,
    host,
    port,
    orderUrl,
    publicUrl: givenPublicUrl ?? `http://${linkHost}:${port}`,
    problemsUrl: `${givenPublicUrl ?? 'https://holdfast.example'}/problems`,
    trustProxy: flag('TRUST_PROXY', false),
    corsOrigins,
    databaseUrl: databaseUrl ?? '',
    databasePoolMax: integer('DATABASE_POOL_MAX', 10, 2, 200),
    redisUrl,
    checkoutMaxBatch: integer('CHECKOUT_MAX_BATCH', 64, 1, 1_000),
    checkoutSlots: integer('CHECKOUT_SLOTS', 2, 1, 64),
    checkoutMaxWaiting: integer('CHECKOUT_MAX_WAITING', 5_000, 1, 100_000),
    checkoutMaxWaitMs: integer('CHECKOUT_MAX_WAIT_MS', 5_000, 1, 60_000),
    smtpUrl,
    mailFrom,
    mailConnections: integer('MAIL_CONNECTIONS', 10, 1, 100),
    mailInboxUrl: url('MAIL_INBOX_URL', ['http:', 'https:'], 'http://127.0.0.1:8025'),
    heartbeatFile: get('HEARTBEAT_FILE'),
    metricsPort: optionalPort('METRICS_PORT'),
    metricsPublic: flag('METRICS_PUBLIC', false),
    outboxRetentionDays: integer('OUTBOX_RETENTION_DAYS', 7, 1, 3_650),
    abandonedCartDays: integer('ABANDONED_CART_DAYS', 0, 0, 3_650),
    orderPiiDays: integer('ORDER_PII_DAYS', 0, 0, 36_500),
    jwtSecret,
    admin: adminEmail && adminPassword ? { email: adminEmail, password: adminPassword } : undefined,
    rateLimitEnabled: flag('RATE_LIMIT_ENABLED', true),
    registrationPrivacy: flag('REGISTRATION_PRIVACY', false),
    logLevel,
    docsExamples: docsExamples(),
    defaultCurrency,
    webhookNetworks: webhookNetworks ?? readNetworks([])!,
    webhookProxy: url('WEBHOOK_PROXY', ['http:', 'https:'], 'http://proxy:3128'),
    pricesIncludeTax: flag('PRICES_INCLUDE_TAX', true),
    seller: {
      lines: sellerLines.length > 0 ? sellerLines : [shopName],
      taxId: get('INVOICE_TAX_ID') ?? null,
    },
    invoiceAutomatic: flag('INVOICE_AUTOMATIC', false),
    invoiceFont: get('INVOICE_FONT'),
    unpaidOrderMinutes: integer('UNPAID_ORDER_MINUTES', 30, 1, 10_080),
    paymentProviders,
    shopPages: flag('SHOP_PAGES', false),
    paymentSimulatorPort: integer('PAYMENT_SIMULATOR_PORT', 8027, 0, 65_535),
    stripe: {
      secretKey: get('STRIPE_SECRET_KEY') ?? '',
      webhookSecrets: listed('STRIPE_WEBHOOK_SECRET'),
      apiUrl: stripeUrl,
    },
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
}
