import pg from 'pg';
import { readDatabaseUrl } from './connection-url.ts';

/** How one kind of connection differs from the others. */
export interface ConnectionOptions
  extends Omit<
    pg.PoolConfig,
    | 'connectionString'
    | 'host'
    | 'port'
    | 'user'
    | 'password'
    | 'database'
    | 'ssl'
    | 'options'
    | 'application_name'
  > {
  /** Shown in pg_stat_activity, unless the URL names another. */
  applicationName: string;
  /** Settings of the session, which win over those of the URL. */
  session?: Readonly<Record<string, string>>;
}

/**
 * What is made of PostgreSQL's texts depends on these, and a server, a database or a role may set others: a date in
 * `German` is none to JavaScript, one in `SQL` can be the wrong one. The last makes a backslash in a literal a backslash.
 */
const textsAsParsed = {
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
};

/**
 * The one way from a database URL to a connection: every pool, client and the ORM take what this gives, so that what
 * the URL says holds for all of them.
 *
 * @throws {DatabaseUrlError}
 */
export function connectionSettings(url: string, options: ConnectionOptions): pg.PoolConfig {
  const { applicationName, session = {}, ...own } = options;
  const address = readDatabaseUrl(url);
  const settings = Object.entries({ ...session, ...textsAsParsed }).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(/[\s\\]/g, '\\$&')}`,
  );
  return {
    ...own,
    ...(address.connectTimeoutMs !== undefined && { connectionTimeoutMillis: address.connectTimeoutMs }),
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    // A copy: pg hides the key of the one it is given.
    ssl: address.tls && { ...address.tls },
    enableChannelBinding: address.channelBinding,
    client_encoding: 'UTF8',
    application_name: address.applicationName ?? applicationName,
    // The last one counts.
    options: [address.options, ...settings].filter(Boolean).join(' '),
  };
}

/**
 * What the end of a connection means shows at the next statement. Without a listener it would end the process: pg tells
 * it to whoever holds the connection, to the pool while nobody does, and goes on telling while the connection is closed.
 */
const shownByTheNextStatement = (): void => {};

/** A pool; its owner ends it, and may listen for connections that end while nobody holds them. @throws {DatabaseUrlError} */
export function createPool(url: string, options: ConnectionOptions): pg.Pool {
  const pool = new pg.Pool(connectionSettings(url, options));
  pool.on('error', shownByTheNextStatement);
  pool.on('connect', (client) => client.on('error', shownByTheNextStatement));
  return pool;
}

/** One connection, not yet open; its owner ends it. @throws {DatabaseUrlError} */
export function createClient(url: string, options: ConnectionOptions): pg.Client {
  const client = new pg.Client(connectionSettings(url, options));
  client.on('error', shownByTheNextStatement);
  return client;
}

/** Where these settings lead, with what pg adds from its environment and its defaults; nothing is opened. */
export function resolve(settings: pg.PoolConfig) {
  const { host, port, user = '', database = user } = new pg.Client({ ...settings, ssl: false });
  return { host, port, user, database };
}
