import { spawn } from 'node:child_process';
import { loadConfig } from '../../config.ts';
import { readDatabaseUrl } from '../../database/connection-url.ts';
import { failStart } from '../../process/lifecycle.ts';

/**
 * The process behind `npm run psql`: psql on the shop's database, with the arguments of this one, or its URL where psql is
 * not installed. What psql is told goes through its environment, where other users of the machine do not see it.
 */
try {
  const { databaseUrl } = loadConfig('migrate');
  const psql = spawn('psql', process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, ...libpqEnvironment(databaseUrl) },
  });
  // Ctrl-C is psql's: it ends a statement, not the session.
  process.on('SIGINT', () => {});
  psql.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') failStart(error);
    console.error(
      'psql is not installed here (Debian: postgresql-client). Any PostgreSQL client takes this:',
    );
    console.log(databaseUrl);
    // Whoever gave it something to do has not got it done.
    if (process.argv.length > 2) process.exitCode = 1;
  });
  psql.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  failStart(error);
}

/** What the URL says, in libpq's variables and its words. */
function libpqEnvironment(url: string): NodeJS.ProcessEnv {
  const { host, port, user, password, database, options, tls } = readDatabaseUrl(url);
  const query = new URLSearchParams(url.split('?')[1]);
  const mode = query.get('sslmode');
  const strict = tls !== false && tls.rejectUnauthorized === true;
  const variables = {
    PGHOST: host,
    PGPORT: port?.toString(),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGOPTIONS: options,
    PGSSLMODE: tls === false ? undefined : mode === 'verify-ca' ? mode : strict ? 'verify-full' : 'require',
    PGSSLROOTCERT: query.get('sslrootcert') ?? undefined,
    PGSSLCERT: query.get('sslcert') ?? undefined,
    PGSSLKEY: query.get('sslkey') ?? undefined,
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
