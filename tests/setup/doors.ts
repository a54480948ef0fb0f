import { MikroORM } from '@mikro-orm/postgresql';
import { createOperatorsPool } from '../../src/api/admin/operators-pool.ts';
import { createClient } from '../../src/database/connections.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { queuePool } from '../../src/jobs/queue-connection.ts';
import { createCheckoutPool } from '../../src/orders/checkout-pool.ts';

interface Asked {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}

const once = async (asked: Asked & { end(): Promise<void> }, text: string) => {
  try {
    return (await asked.query(text)).rows;
  } finally {
    await asked.end();
  }
};

/** Every way in which the shop opens a connection, and what a statement answers there. */
export const doors: Record<string, (url: string, text: string) => Promise<Record<string, unknown>[]>> = {
  async orm(url, text) {
    const orm = await MikroORM.init(ormOptions({ url, applicationName: 'door', avoidTableScans: true }));
    try {
      return await orm.em.fork().execute(text);
    } finally {
      await orm.close(true);
    }
  },
  checkouts: (url, text) => once(createCheckoutPool(url, 1), text),
  queues: (url, text) =>
    once(queuePool({ redisUrl: undefined, databaseUrl: url, applicationName: 'door' }, 1), text),
  operators: (url, text) => once(createOperatorsPool(url), text),
  async client(url, text) {
    const client = createClient(url, { applicationName: 'door' });
    await client.connect();
    return once(client, text);
  },
};

/** The answer at every door; they have to agree. */
export async function everywhere(url: string, text: string): Promise<Record<string, unknown>[][]> {
  return Promise.all(Object.values(doors).map((ask) => ask(url, text)));
}
