import { join } from 'node:path';
import { verifyPassword } from '../accounts/password.ts';
import { type AppOptions, startApp } from './app-process.ts';
import { closingBlock } from './closing-block.ts';
import { jwtSecretOf } from './data-dir.ts';
import {
  type DemoLogin,
  docsExamples,
  fixedLogins,
  isThisMachineAlone,
  type SeededMessage,
} from './demo-accounts.ts';
import { demoProducts } from './demo-catalog.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { keepRunning } from './keep-running.ts';
import { INBOX_PORT, startMailInbox } from './mail-inbox.ts';
import { SIMULATOR_PORT, SIMULATOR_WEBHOOK_SECRET, startPaymentSimulator } from './payments/simulator.ts';
import { runOnce } from './run-once.ts';
import { announce, keepService, type ShopContext } from './shop-context.ts';
import { checkDatabase, readShop } from './shop-database.ts';
import { beginRedis } from './shop-redis.ts';
import { StartFailure } from './start-failure.ts';

/** Starts the shop, part by part. @returns the address of the API. @throws {StartFailure} */
export async function startShop(context: ShopContext): Promise<string> {
  const { settings, terminal } = context;
  // Fetching Redis for the first time takes as long as all of the rest: it goes on beside it.
  const redis = beginRedis(context);
  const databaseUrl = await database(context);
  await migrate(context, databaseUrl);
  const logins = await demoData(context, databaseUrl);
  const redisUrl = await redis.url();
  const inbox = await mail(context);
  const simulator = await payments(context);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOST: settings.host,
    PORT: String(settings.port),
    DATABASE_URL: databaseUrl,
    SMTP_URL: settings.smtpUrl ?? inbox?.smtpUrl,
    JWT_SECRET: settings.jwtSecret ?? jwtSecretOf(settings.dataDir),
    CORS_ORIGINS: settings.corsOrigins,
    SHOP_PAGES: String(settings.shopPages),
    PAYMENT_PROVIDERS: settings.paymentProviders.join(','),
  };
  // An unset setting is an absent one: spawn would pass "undefined" on.
  if (redisUrl === undefined) delete env.REDIS_URL;
  else env.REDIS_URL = redisUrl;
  if (settings.publicUrl !== undefined) env.PUBLIC_URL = settings.publicUrl;
  if (simulator !== undefined) env.PAYMENT_SIMULATOR_PORT = String(simulator.port);
  if (inbox !== undefined) env.MAIL_INBOX_URL = inbox.webUrl;
  const { productId } = await readShop(databaseUrl, []);
  const examples = docsExamples(logins, productId);
  if (examples !== undefined) env.DOCS_EXAMPLES = JSON.stringify(examples);

  // METRICS_PORT is the worker's: the API tells its own machine on its own port.
  const { METRICS_PORT: _, ...apiEnv } = env;
  const apiUrl = (await app(context, 'api', 'API', apiEnv)) ?? `http://${settings.host}:${settings.port}`;
  const webhooks = `${apiUrl.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]')}/payment-webhooks/simulator`;
  simulator?.deliverTo({ url: webhooks, secret: SIMULATOR_WEBHOOK_SECRET });
  // Links in mails lead to the port that the API found, where any would do.
  await app(context, 'worker', 'Worker', { ...env, PORT: new URL(apiUrl).port || env.PORT });
  const adminEmail = settings.admin?.email;
  const facts = {
    apiUrl,
    shopPages: settings.shopPages,
    mailInboxUrl: inbox?.webUrl,
    paymentSimulatorUrl: simulator?.url,
    logins,
    adminEmail,
    productId,
    dataDir: settings.dataDir,
  };
  for (const text of closingBlock(facts)) terminal.say(text);
  return apiUrl;
}

async function database(context: ShopContext): Promise<string> {
  const { settings, terminal, records } = context;
  const step = terminal.step('PostgreSQL', settings.databaseUrl ? 'connecting' : 'starting');
  if (settings.databaseUrl !== undefined) {
    const version = await checkDatabase(settings.databaseUrl);
    step.done(`${version}, as DATABASE_URL says`);
    return settings.databaseUrl;
  }
  const postgres = await keepService(context, 'postgres', 'PostgreSQL', async (onService) => {
    const started = await startEmbeddedPostgres({
      dataDir: settings.dataDir,
      records,
      onProgress: step.update,
      onNote: (note) => terminal.say(`  Note: ${note}`),
    });
    onService(started);
    return started;
  });
  step.done(`${postgres.version}, embedded, on port ${postgres.port}`);
  return postgres.url;
}

async function mail({ settings, terminal, running }: ShopContext) {
  const step = terminal.step('Mail', 'starting the inbox');
  if (settings.smtpUrl !== undefined) {
    step.done('goes to SMTP_URL');
    return undefined;
  }
  // The API and the simulator start later, and are to have theirs.
  const except = [settings.port, settings.paymentSimulatorPort, SIMULATOR_PORT];
  const inbox = await startMailInbox(join(settings.dataDir, 'mail'), undefined, except);
  running.add('inbox', inbox);
  step.done(`stays here: ${inbox.webUrl}${otherPort(inbox.webUrl, INBOX_PORT)}`);
  return inbox;
}

async function payments({ settings, terminal, running }: ShopContext) {
  if (!settings.paymentProviders.includes('simulator')) return undefined;
  const step = terminal.step('Payments', 'starting the simulator');
  const folder = join(settings.dataDir, 'payments');
  const { paymentSimulatorPort: port, isSimulatorPortGiven: exactly } = settings;
  const simulator = await startPaymentSimulator({ folder, port, exactly, except: [settings.port] });
  running.add('payments', simulator);
  step.done(`simulated: ${simulator.url}${otherPort(simulator.url, port)}`);
  return simulator;
}

/** Says that another port was taken than people expect; nothing where it is that one, or any would do. */
const otherPort = (url: string, expected: number): string =>
  expected === 0 || Number(new URL(url).port) === expected ? '' : ` (port ${expected} is in use)`;

async function migrate(context: ShopContext, databaseUrl: string): Promise<void> {
  const step = context.terminal.step('Database', 'migrating');
  const { records, settings } = context;
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  await runOnce({ name: 'migrate', entry: 'bin/migrate.js', dataDir: settings.dataDir, records, env });
  step.done('at the head of its migrations');
}

/** @returns the logins to print, or undefined when an earlier start printed them. */
async function demoData(
  context: ShopContext,
  databaseUrl: string,
): Promise<readonly DemoLogin[] | undefined> {
  const { settings, terminal } = context;
  const ownDatabase = settings.databaseUrl === undefined;
  const publishes = ownDatabase && isThisMachineAlone(settings.host);
  const isKnown = (login: DemoLogin) => login.role === 'CUSTOMER' || settings.admin === undefined;
  const { empty, accounts } = await readShop(
    databaseUrl,
    fixedLogins.map((login) => login.email),
  );
  if (!empty) {
    const hashOf = (login: DemoLogin) => accounts.find(({ email }) => email === login.email)?.passwordHash;
    const present = fixedLogins.filter((login) => isKnown(login) && hashOf(login) !== undefined);
    const laterOn = present.length > 0 ? undefined : [];
    // A customer with this address may be somebody else's test account; in the embedded database it is ours.
    if (!ownDatabase) return laterOn;
    const published: DemoLogin[] = [];
    for (const login of fixedLogins)
      if (await verifyPassword(hashOf(login) ?? '', login.password)) published.push(login);
    if (publishes) return published.some(isKnown) ? published.filter(isKnown) : laterOn;
    if (published.length === 0) return laterOn;
    const step = terminal.step('Demo logins', 'others than this machine can reach the API: new passwords');
    const renewed = await seed(context, databaseUrl, ['renew']);
    step.done('have new passwords');
    return renewed?.filter(isKnown);
  }
  const step = terminal.step('Demo data', 'filling the empty shop');
  const role = settings.admin ? ['CUSTOMER'] : [];
  const logins = await seed(context, databaseUrl, [publishes ? 'fixed' : 'random', ...role]);
  step.done(`${demoProducts.length} products in 8 categories`);
  return logins;
}

async function seed({ settings, records }: ShopContext, databaseUrl: string, args: string[]) {
  const messages = await runOnce<SeededMessage>({
    name: 'seed',
    entry: 'bin/local/seed.js',
    args,
    dataDir: settings.dataDir,
    records,
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return messages.find((message) => message.type === 'seeded')?.logins;
}

async function app(
  context: ShopContext,
  name: 'api' | 'worker',
  label: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { settings, terminal, records } = context;
  const step = terminal.step(label, 'starting');
  const options: AppOptions = {
    name,
    entry: `bin/${name}.js`,
    dataDir: settings.dataDir,
    records,
    env,
    onTrouble: (text) => terminal.say(`  ${name}: ${text}`),
  };
  let pid = 0;
  const url = await keepRunning<string | undefined>(
    {
      ...announce(context, `The ${name}`),
      start: async (onService) => {
        const { service, ready } = startApp(options);
        onService(service);
        pid = service.child.pid ?? 0;
        return await ready;
      },
    },
    (kept) => context.running.add(name, kept),
  ).catch((error) => {
    throw error instanceof StartFailure ? error : new StartFailure((error as Error).message);
  });
  step.done(`process ${pid}`);
  return url;
}
