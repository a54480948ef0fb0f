import { resolve } from 'node:path';
import { type Config, ConfigError, loadConfig, withFaults } from '../config.ts';

/** What `npm start` was told; what it was not told it brings itself. */
export interface LocalSettings {
  dataDir: string;
  host: string;
  port: number;
  /** Where browsers reach the API; unset where any port will do, which only the API finds. */
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** HOLDFAST_REDIS=none: not even where one could be had; for tests and for trying that way. */
  withoutRedis: boolean;
  smtpUrl: string | undefined;
  jwtSecret: string | undefined;
  admin: Config['admin'];
  corsOrigins: string;
  /** Whether the storefront at `/shop` is there. */
  shopPages: boolean;
  paymentProviders: Config['paymentProviders'];
  /** Of the payment simulator. */
  paymentSimulatorPort: number;
  /** It was asked for: no other one will do where it is taken. */
  isSimulatorPortGiven: boolean;
  /** What the simulator signs with where it stands in for Stripe. */
  stripeWebhookSecret: string | undefined;
  /** Where its webhooks go when it runs alone. */
  paymentWebhookUrl: string | undefined;
}

/** A storefront in the making runs on this machine, on a port of its own. */
const OWN_MACHINE = 'http://localhost:*,http://127.0.0.1:*';

/** @throws {ConfigError} with every fault of the settings, before anything is started. */
export function localSettings(env: NodeJS.ProcessEnv): LocalSettings {
  const given = (name: string) => env[name]?.trim() || undefined;
  const jwtSecret = given('JWT_SECRET');
  // The API's check of JWT_SECRET, where there is one to check.
  const load = () =>
    loadConfig(jwtSecret === undefined ? 'worker' : 'api', {
      ...env,
      DATABASE_URL: given('DATABASE_URL') ?? 'postgresql://embedded',
      SMTP_URL: given('SMTP_URL') ?? 'smtp://inbox',
      PAYMENT_PROVIDERS: given('PAYMENT_PROVIDERS') ?? 'manual,simulator',
    });
  const redis = given('HOLDFAST_REDIS')?.toLowerCase();
  const faults: string[] = [];
  if (redis !== undefined && redis !== 'none')
    faults.push('HOLDFAST_REDIS is none, or not set: REDIS_URL names a Redis to use');
  const paymentWebhookUrl = given('PAYMENT_WEBHOOK_URL');
  if (paymentWebhookUrl !== undefined && !/^https?:\/\/./.test(paymentWebhookUrl))
    faults.push('PAYMENT_WEBHOOK_URL is not a URL such as http://127.0.0.1:8000/payment-webhooks/stripe');
  const config = withFaults(faults, load);
  const isSimulatorPortGiven = given('PAYMENT_SIMULATOR_PORT') !== undefined;
  // The simulator starts first, and the API would find its port taken. 0 is any that is free.
  if (isSimulatorPortGiven && config.port !== 0 && config.port === config.paymentSimulatorPort)
    throw new ConfigError(['PORT and PAYMENT_SIMULATOR_PORT are the same: set one of them to another port']);
  return {
    dataDir: resolve(given('DATA_DIR') ?? '.data'),
    host: config.host,
    port: config.port,
    publicUrl: given('PUBLIC_URL') || config.port !== 0 ? config.publicUrl : undefined,
    databaseUrl: given('DATABASE_URL') && config.databaseUrl,
    redisUrl: config.redisUrl,
    withoutRedis: redis === 'none',
    smtpUrl: given('SMTP_URL'),
    jwtSecret,
    admin: config.admin,
    corsOrigins: given('CORS_ORIGINS') ?? OWN_MACHINE,
    shopPages: given('SHOP_PAGES') === undefined || config.shopPages,
    paymentProviders: config.paymentProviders,
    paymentSimulatorPort: config.paymentSimulatorPort,
    isSimulatorPortGiven,
    stripeWebhookSecret: config.stripe.webhookSecrets[0],
    paymentWebhookUrl,
  };
}
