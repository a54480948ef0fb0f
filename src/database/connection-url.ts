import { parse } from 'pg-connection-string';
import { DatabaseUrlError } from './database-url-error.ts';
import { type Tls, tlsOf } from './tls.ts';

/** What a database URL says, in pg's words; what it leaves out, pg takes from PGHOST, PGUSER, PGPASSWORD and the like. */
export interface Address {
  host: string | undefined;
  port: number | undefined;
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  tls: Tls | false;
  /** Settings of the session, as `-c name=value`. */
  options: string | undefined;
  applicationName: string | undefined;
  connectTimeoutMs: number | undefined;
  channelBinding: boolean;
}

/** libpq's parameters that are honoured, and pg's own spellings of TLS. All others would be ignored in silence. */
const honoured = [
  ...['host', 'port', 'user', 'password', 'dbname', 'options', 'application_name', 'connect_timeout'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'uselibpqcompat', 'channel_binding'],
];

/** Environment variables of libpq that pg does not read, or reads only where nothing is said beside them. */
const environment = {
  PGAPPNAME: 'application_name',
  PGOPTIONS: 'options',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
};

/** The URL with what libpq's environment adds to it; its own parameters win. Passwords stay in the environment. */
export function withEnvironment(url: string, env: NodeJS.ProcessEnv): string {
  const [base, query = ''] = split(url);
  const said = new URLSearchParams(query);
  const more = Object.entries(environment).flatMap(([variable, name]) => {
    const value = env[variable];
    return value && !said.has(name) ? [`${name}=${encodeURIComponent(value)}`] : [];
  });
  if (env.PGHOST && !said.has('host') && parseBase(base).host === undefined) {
    more.push(`host=${encodeURIComponent(env.PGHOST)}`);
  }
  return more.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${more.join('&')}`;
}

const known = new Map<string, Address>();

/**
 * Reads a database URL, its query included, as libpq does (PostgreSQL's documentation, "Connection URIs"). Read once
 * a process, certificates too.
 *
 * @throws {DatabaseUrlError}
 */
export function readDatabaseUrl(url: string): Address {
  const address = known.get(url) ?? read(url);
  known.set(url, address);
  return address;
}

function read(url: string): Address {
  const [base, query = ''] = split(url);
  const parameters = new URLSearchParams(query);
  if (parameters.has('schema')) {
    throw new DatabaseUrlError(
      'has schema=, which PostgreSQL does not know: use options=-c%20search_path%3D',
    );
  }
  for (const name of parameters.keys()) {
    if (!honoured.includes(name)) {
      throw new DatabaseUrlError(
        `has a parameter that is not supported${/^\w{1,40}$/.test(name) ? ` (${name})` : ''}: known are ${honoured.join(', ')}`,
      );
    }
  }
  const get = (name: string) => parameters.get(name) || undefined;
  const server = parseBase(base);
  const host = get('host') ?? server.host;
  return {
    host,
    port: wholeNumber('port', get('port') ?? server.port, 65_535),
    user: get('user') ?? server.user,
    password: get('password') ?? server.password,
    database: get('dbname') ?? server.database,
    tls: tlsOf(parameters, host),
    options: get('options'),
    applicationName: get('application_name'),
    connectTimeoutMs: timeoutMs(get('connect_timeout')),
    channelBinding: (get('channel_binding') ?? 'disable') !== 'disable',
  };
}

function split(url: string): [base: string, query?: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function parseBase(base: string) {
  const notOne = 'is not a URL such as postgresql://user:password@host:5432/holdfast';
  if (!/^postgres(ql)?:\/\//.test(base)) throw new DatabaseUrlError(notOne);
  try {
    const { host, port, user, password, database } = parse(base);
    return {
      host: host || undefined,
      port: port || undefined,
      user: user || undefined,
      password: password || undefined,
      database: database || undefined,
    };
  } catch {
    throw new DatabaseUrlError(notOne);
  }
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text);
  throw new DatabaseUrlError(`has a ${name} that is no whole number up to ${max}`);
}

function timeoutMs(seconds: string | undefined): number | undefined {
  const number = wholeNumber('connect_timeout', seconds, 3_600);
  return number === undefined ? undefined : number * 1_000;
}

/** The schema in which unqualified names are made, where the URL names one. */
export function schemaOf({ options = '' }: Address): string | undefined {
  const settings = options.matchAll(/(?:-c\s*|--)search_path=((?:\\.|[^\s\\])*)/g);
  const path = [...settings].at(-1)?.[1]?.replaceAll(/\\(.)/g, '$1');
  return path
    ?.split(',')
    .map((name) => name.trim().replaceAll(/^"|"$/g, ''))
    .find((name) => name !== '' && name !== '$user');
}
