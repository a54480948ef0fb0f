import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { buildApp } from '../../src/api/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createPool } from '../../src/database/connections.ts';
import { type Caller, callerOf, type Send, sendInto } from './caller.ts';
import { type Operation, operationsOf, responseCheck } from './openapi.ts';
import { insertProduct, insertUser, type ProductRecord } from './records.ts';
import { createDatabase, emptyRedis, redisUrl } from './services.ts';
import { forgeToken, JWT_SECRET } from './tokens.ts';

/** A database of its own, and somebody to look into it. */
export interface Database {
  url: string;
  pool: Pool;
  product(fields?: Partial<ProductRecord>): Promise<ProductRecord>;
  customer(): Promise<string>;
  administrator(): Promise<string>;
  close(): Promise<void>;
}

export async function openDatabase(): Promise<Database> {
  const { url, drop } = await createDatabase();
  const pool = createPool(url, { applicationName: 'test', max: 10 });
  return {
    url,
    pool,
    product: (fields) => insertProduct(pool, fields),
    customer: () => insertUser(pool),
    administrator: () => insertUser(pool, 'ADMIN'),
    async close() {
      await pool.end();
      await drop();
    },
  };
}

/** What an API process needs to know, as environment. */
export function settingsFor(databaseUrl: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    JWT_SECRET,
    RATE_LIMIT_ENABLED: 'false',
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...more,
  };
}

/** Settings that are empty count as not set: `{ REDIS_URL: '' }` is a shop without Redis. */
export function configFor(databaseUrl: string, more: Record<string, string> = {}): Config {
  return loadConfig('api', settingsFor(databaseUrl, more));
}

/** An API in this process on a database of its own. */
export interface Shop extends Database {
  app: FastifyInstance;
  operations: Operation[];
  // biome-ignore lint/suspicious/noExplicitAny: the OpenAPI document
  document: any;
  send: Send;
  anyone: Caller;
  admin: Caller;
  buyer(): Promise<Caller>;
  /** A customer whose cart holds these products and quantities. */
  buyerWith(...lines: [productId: string, quantity: number][]): Promise<Caller>;
}

export async function openShop(settings: Record<string, string> = {}): Promise<Shop> {
  const [database] = await Promise.all([openDatabase(), emptyRedis()]);
  const app = await buildApp(configFor(database.url, settings));
  await app.ready();
  const document = app.swagger();
  const send = sendInto(app, responseCheck(document));
  const caller = async (role: 'ADMIN' | 'CUSTOMER') => {
    const id = await insertUser(database.pool, role);
    return callerOf(send, id, forgeToken({ id, role }));
  };
  return {
    ...database,
    app,
    document,
    operations: operationsOf(document),
    send,
    anyone: callerOf(send),
    admin: await caller('ADMIN'),
    buyer: () => caller('CUSTOMER'),
    async buyerWith(...lines) {
      const buyer = await caller('CUSTOMER');
      const items = lines.map(([productId, quantity]) => ({ productId, quantity }));
      const filled = await buyer.put('/cart', { items });
      if (filled.status !== 200) throw new Error(filled.text);
      return buyer;
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}
