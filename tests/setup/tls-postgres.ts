import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { findPostgresHome } from '../../src/local/postgres-home.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { temporaryFolder } from '../local/folder.ts';
import { createAuthority } from './certificates.ts';
import { postgresBinaries } from './postgres-binaries.ts';

export interface TlsPostgres {
  /** No encryption is asked for, and so none is taken. */
  url: string;
  /** The URL with this query. */
  with(query: Record<string, string>): string;
  /** Files in PEM: the authority that signed the server's certificate, another one, and a client's certificate. */
  files: { authority: string; stranger: string; certificate: string; key: string };
  /** Its Unix socket. */
  socketFolder: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * As managed PostgreSQLs are set up: no connection without TLS, but that of its own start and those of its Unix
 * socket. The login `certified` has no password, but the certificate.
 */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const folder = temporaryFolder();
  const { account } = findPostgresHome(folder.dataDir, undefined);
  const tls = join(folder.dataDir, '..', 'tls');
  const socketFolder = mkdtempSync(join(realpathSync(tmpdir()), 'holdfast-socket-'));
  mkdirSync(tls);
  const write = (name: string, text: string) => {
    const path = join(tls, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (account) chownSync(path, account.uid, account.gid);
    return path;
  };
  if (account) for (const path of [tls, socketFolder]) chownSync(path, account.uid, account.gid);
  const authority = createAuthority('Holdfast tests');
  // For its address alone: `localhost` is another name for it.
  const server = authority.sign('127.0.0.1');
  const client = authority.sign('certified');
  const files = {
    authority: write('authority.crt', authority.certificate),
    stranger: write('stranger.crt', createAuthority('Somebody else').certificate),
    certificate: write('client.crt', client.certificate),
    key: write('client.key', client.key),
  };
  const rules = [
    'hostssl all certified 127.0.0.1/32 cert',
    'hostssl all all 127.0.0.1/32 scram-sha-256',
    'host postgres holdfast 127.0.0.1/32 scram-sha-256',
    'local all all scram-sha-256',
  ];
  const postgres = await startEmbeddedPostgres({
    dataDir: folder.dataDir,
    records: new ProcessRecords(folder.dataDir),
    settings: {
      fsync: 'off',
      ssl: 'on',
      ssl_cert_file: write('server.crt', server.certificate),
      ssl_key_file: write('server.key', server.key),
      ssl_ca_file: files.authority,
      hba_file: write('pg_hba.conf', `${rules.join('\n')}\n`),
      unix_socket_directories: socketFolder,
    },
    ...postgresBinaries,
  });
  return {
    url: postgres.url,
    with: (query) => `${postgres.url}?${new URLSearchParams(query)}`,
    files,
    socketFolder,
    port: postgres.port,
    async stop() {
      await postgres.stop(5_000);
      folder.remove();
      rmSync(socketFolder, { recursive: true, force: true });
    },
  };
}
