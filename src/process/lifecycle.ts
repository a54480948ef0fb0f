import { ConfigError } from '../config.ts';

/** What a process tells the one that started it, over the IPC channel of child_process. */
export type ProcessMessage = { type: 'ready'; url?: string } | { type: 'failed'; message: string };

/** Tells the parent, where there is one. @returns whether there was one. */
export function tellParent(message: ProcessMessage): boolean {
  if (!process.send || !process.connected) return false;
  process.send(message);
  return true;
}

/** Ends a process that could not start: plain lines on stderr, no stack trace, exit code 1. */
export function failStart(error: unknown): never {
  const message = startFailure(error);
  for (const line of message.split('\n')) process.stderr.write(`holdfast: ${line}\n`);
  tellParent({ type: 'failed', message });
  process.exit(1);
}

/** Says in plain words why a process could not start. Connection strings, and so secrets, stay out. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join('\n');
  const fault = rootCause(error);
  switch (fault.code) {
    case 'EADDRINUSE':
      return `Port ${fault.port} is in use: stop what listens there, or set PORT to another one`;
    case 'EACCES':
      return `Not allowed to use ${fault.path ?? `port ${fault.port}`}: ${fault.message}`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
      return `DATABASE_URL: PostgreSQL cannot be reached (${fault.code}); check host and port, and that it runs`;
    case '28000':
      return /no encryption|SSL off/.test(fault.message)
        ? 'DATABASE_URL: PostgreSQL takes no connection without TLS from here; add sslmode=require, or sslmode=verify-full with sslrootcert='
        : 'DATABASE_URL: PostgreSQL refused the login; check user, password and pg_hba.conf';
    case '28P01':
      return 'DATABASE_URL: PostgreSQL refused the login; check user and password';
    case '3D000':
      return 'DATABASE_URL: there is no such database; create it, or name another one';
    case '3F000':
      return 'DATABASE_URL: its search_path names no schema that exists; create one, or name another';
    case '53100':
      return 'The disk of the PostgreSQL server is full; free some room and start again';
    case 'ENOSPC':
      return 'The disk is full; free some room and start again';
    case 'ENOENT':
      if (fault.syscall !== 'connect') return fault.message;
      return `DATABASE_URL: PostgreSQL cannot be reached (no socket ${fault.address}); check host, and that it runs`;
    default:
      return tlsFailure(fault) ?? fault.message;
  }
}

/** Node's words for a certificate that does not hold, and pg's for a server that has none. */
function tlsFailure({ code = '', message }: Fault): string | undefined {
  if (message === 'The server does not support SSL connections')
    return 'DATABASE_URL: this PostgreSQL has no TLS; switch it on there (ssl = on), or say sslmode=disable';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return "DATABASE_URL: PostgreSQL's certificate is for another host name; use that one, or sslmode=verify-ca";
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|^ERR_(SSL|OSSL)_/.test(code))
    return `DATABASE_URL: TLS with PostgreSQL failed (${code}); check sslrootcert, sslcert and sslkey`;
  return undefined;
}

interface Fault {
  message: string;
  code?: string;
  syscall?: string;
  address?: string;
  port?: number;
  path?: string;
}

/** Follows `cause` and the first of an AggregateError down to the error that carries a code. */
function rootCause(error: unknown): Fault {
  if (!(error instanceof Error)) return { message: String(error) };
  let fault: Fault & { cause?: unknown; errors?: unknown[] } = error;
  for (let depth = 0; depth < 5 && !fault.code; depth++) {
    const next = fault.cause ?? fault.errors?.[0];
    if (!(next instanceof Error)) break;
    fault = next as typeof fault;
  }
  return fault;
}
