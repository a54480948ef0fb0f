import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { freePort } from '../../src/local/free-port.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { type ForkedVictim, forkVictim, type Victim } from './victims.ts';

/** PostgreSQL as `npm start` runs it, fsync and all. */
export async function postgresVictim(dataDir: string): Promise<Victim & { url: string }> {
  const records = new ProcessRecords(dataDir);
  const begin = () => startEmbeddedPostgres({ dataDir, records });
  let postgres = await begin();
  const { url } = postgres;
  return {
    name: 'PostgreSQL',
    url,
    async start() {
      postgres = await begin();
      if (postgres.url !== url) throw new Error('PostgreSQL did not get its port back');
    },
    async kill() {
      postgres.child.kill('SIGKILL');
      await postgres.ended;
    },
  };
}

/** The payment simulator in a process of its own, with what it holds in a file. */
export async function simulatorVictim(
  dist: URL,
  dataDir: string,
  webhooks: { url: string; secret: string },
): Promise<ForkedVictim> {
  return forkVictim('payment provider', new URL('src/bin/local/payment-simulator.js', dist), {
    DATA_DIR: dataDir,
    PAYMENT_SIMULATOR_PORT: String(await freePort()),
    PAYMENT_WEBHOOK_URL: webhooks.url,
    STRIPE_WEBHOOK_SECRET: webhooks.secret,
  });
}
