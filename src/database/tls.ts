import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { DatabaseUrlError } from './database-url-error.ts';

export type Tls = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'checkServerIdentity' | 'host'
>;

const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/**
 * TLS as the query asks for it, with libpq's meanings (PostgreSQL's documentation, "SSL Mode Descriptions"). One
 * differs: `prefer` does not fall back to clear text, which whoever listens on the wire could make it do.
 *
 * @param host undefined for this machine
 * @throws {DatabaseUrlError} for a mode that is none, and for a file that cannot be read
 */
export function tlsOf(parameters: URLSearchParams, host: string | undefined): Tls | false {
  const rootCert = parameters.get('sslrootcert') || undefined;
  const mode = modeOf(parameters, rootCert);
  // Nobody else reads a Unix socket: libpq uses no TLS there, whatever the mode.
  if (mode === 'disable' || host?.startsWith('/')) return false;
  const ca = rootCert === undefined || rootCert === 'system' ? undefined : pem('sslrootcert', rootCert);
  if (mode === 'verify-ca' && ca === undefined) {
    throw new DatabaseUrlError('has sslmode=verify-ca without sslrootcert=, the file of that authority');
  }
  return {
    ...(ca !== undefined && { ca }),
    ...fileOf(parameters, 'sslcert', 'cert'),
    ...fileOf(parameters, 'sslkey', 'key'),
    ...verification(mode, ca !== undefined),
    // Node takes the name to check from here where the host is a number; without it, it would check "localhost".
    ...(host !== undefined && isIP(host) !== 0 && { host }),
  };
}

function modeOf(parameters: URLSearchParams, rootCert: string | undefined): string {
  const mode = parameters.get('sslmode') || undefined;
  if (mode !== undefined && !modes.includes(mode)) {
    throw new DatabaseUrlError(`has an sslmode that is not supported: use ${modes.join(', ')}`);
  }
  const switched = parameters.get('ssl') || undefined;
  // pg's own spelling, and what naming an authority without a mode can only mean.
  if (rootCert === 'system') return 'verify-full';
  if (mode !== undefined) return mode;
  if (switched === 'no-verify') return 'no-verify';
  if (switched === 'true' || switched === '1' || rootCert !== undefined) return 'verify-full';
  return parameters.has('sslcert') ? 'require' : 'disable';
}

function verification(mode: string, hasAuthority: boolean): Tls {
  switch (mode) {
    case 'verify-full':
      return { rejectUnauthorized: true };
    case 'no-verify':
      return { rejectUnauthorized: false };
    default:
      // As libpq: where the authority's file is there, `require` verifies with it.
      return hasAuthority && mode !== 'prefer'
        ? { rejectUnauthorized: true, checkServerIdentity: () => undefined }
        : { rejectUnauthorized: false };
  }
}

function fileOf(parameters: URLSearchParams, name: string, as: 'cert' | 'key'): Tls {
  const path = parameters.get(name) || undefined;
  return path === undefined ? {} : { [as]: pem(name, path) };
}

function pem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DatabaseUrlError(
      `names a file that cannot be read (${name}: ${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
