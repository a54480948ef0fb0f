import type { Client } from 'pg';
import { createClient } from '../database/connections.ts';
import { startFailure } from '../process/lifecycle.ts';
import { StartFailure } from './start-failure.ts';

const oldestVersion = 150_000;

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(url, { applicationName: 'holdfast-start', connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Says what is wrong with DATABASE_URL before anything else is started. @returns the server's version. */
export async function checkDatabase(url: string): Promise<string> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ number: number; text: string }>(
        `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
      );
      const [{ number = 0, text = '' } = {}] = rows;
      const version = text.split(' ')[0] ?? text;
      if (number >= oldestVersion) return version;
      throw new StartFailure(
        `DATABASE_URL: this is PostgreSQL ${version}, Holdfast needs 15 or newer: name a newer one, or leave DATABASE_URL unset for the embedded one`,
      );
    });
  } catch (error) {
    throw error instanceof StartFailure ? error : new StartFailure(databaseFault(error));
  }
}

function databaseFault(error: unknown): string {
  const { message } = error as Error;
  if (/timeout/i.test(message))
    return 'DATABASE_URL: PostgreSQL does not answer; check host and port, and that it runs';
  const fault = startFailure(error);
  return fault.startsWith('DATABASE_URL') ? fault : `DATABASE_URL: ${fault}`;
}

export interface ShopContents {
  empty: boolean;
  /** Something in stock, for the first order. */
  productId: string | undefined;
  accounts: { email: string; passwordHash: string }[];
}

/** @param demoEmails which of these accounts to look for */
export function readShop(url: string, demoEmails: readonly string[]): Promise<ShopContents> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{
      empty: boolean;
      productId: string | null;
      accounts: ShopContents['accounts'];
    }>(
      `select not exists (select from users) and not exists (select from products) as empty,
              (select id from products where archived_at is null and stock_quantity >= 10 order by id limit 1) as "productId",
              (select coalesce(json_agg(json_build_object('email', email, 'passwordHash', password_hash)), '[]')
                 from users where email = any($1)) as accounts`,
      [demoEmails],
    );
    const [row] = rows;
    return {
      empty: row?.empty ?? false,
      productId: row?.productId ?? undefined,
      accounts: row?.accounts ?? [],
    };
  });
}
