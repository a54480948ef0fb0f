import type { Socket } from 'node:net';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { inOneFlight } from '../database/flight.ts';
import type { Step } from '../database/statement.ts';
import { hasCommitted } from './commit-inquiry.ts';

/** What follows from the rows that were read. */
export interface Conclusion<T> {
  result: T;
  /** Undefined when there is nothing to write. */
  write: Step | undefined;
  /** An order that `write` writes, to ask for should the answer to COMMIT be lost. */
  orderId: string | undefined;
}

/** A connection lent for one transaction. */
export interface Session {
  readonly client: PoolClient;
  /** The transaction's id; known from BEGIN on, whatever happens to COMMIT. */
  id: string | undefined;
  /** COMMIT has not been sent. */
  open: boolean;
  broken: boolean;
  onError(): void;
}

/** How a transaction begins, and what it reads. */
export interface ReadTerms {
  /** Goes on with this one, of the same pool, instead of beginning. */
  begun?: Session | undefined;
  /** What is to be read as well, now that these rows are known: a round trip of its own, where it is anything. */
  readMore?: (rows: readonly QueryResultRow[][]) => readonly Step[];
}

/**
 * One READ COMMITTED transaction in two round trips: BEGIN and `reads` travel together, then, after
 * `conclude` has seen their rows, the write and COMMIT. The write is one statement, so that a COMMIT which
 * travels behind it finds all of it or an aborted transaction, never a part.
 *
 * Where the answer to COMMIT is lost, PostgreSQL is asked for the fate of the transaction over another connection
 * (hasCommitted), so that the caller learns what happened: a committed transaction returns as usual, an
 * aborted one throws the connection's error.
 *
 * @param pool with `pipeline: true` (createCheckoutPool)
 * @param conclude its n-th argument holds the rows of the n-th read; what it throws rolls back
 * @throws {UnknownOutcome} when the fate of the COMMIT could not be learned within 5 s
 */
export async function readThenWrite<T>(
  pool: Pool,
  reads: readonly Step[],
  conclude: (rows: readonly QueryResultRow[][]) => Conclusion<T>,
  { begun, readMore }: ReadTerms = {},
): Promise<T> {
  const session = begun ?? (await lend(pool));
  let concluded: Conclusion<T>;
  let error: Error | undefined;
  try {
    const read = await flight(session, reads);
    const more = readMore?.(read) ?? [];
    concluded = conclude(more.length > 0 ? [...read, ...(await flight(session, more))] : read);
    if (!concluded.write) return concluded.result;
    session.open = false;
    error = await commit(session.client, concluded.write);
    if (error) session.broken ||= !isAnswer(error);
  } finally {
    // Before any inquiry, which needs a connection that works in the place of this one.
    await close(session);
  }
  const { result, orderId } = concluded;
  if (!error) return result;
  const { id: transactionId, broken } = session;
  const isLost = broken && transactionId !== undefined && orderId !== undefined;
  if (isLost && (await hasCommitted(pool, { transactionId, orderId }))) return result;
  throw error;
}

/** feature_not_supported: "cached plan must not change result type". */
const PLAN_HAS_CHANGED = '0A000';

/** Begins, and takes the transaction's id: by then it is known for certain, whatever happens to COMMIT. */
const begin: readonly Step[] = [
  { statement: { name: 'transaction.begin', text: 'begin' }, values: [] },
  { statement: { name: 'transaction.id', text: 'select pg_current_xact_id()::text as id' }, values: [] },
];

/** Begins a transaction with `first`, such as a lock to wait for; readThenWrite or close ends it. */
export async function beginWith(pool: Pool, first: Step): Promise<Session> {
  const session = await lend(pool);
  try {
    await flight(session, [first]);
    return session;
  } catch (error) {
    await close(session);
    throw error;
  }
}

/** Rolls back unless COMMIT was sent, and gives the connection back. */
export async function close(session: Session): Promise<void> {
  const { client, open, onError } = session;
  if (open && !session.broken) await client.query('rollback').catch(onError);
  client.off('error', onError);
  client.release(session.broken);
}

async function lend(pool: Pool): Promise<Session> {
  const client = await pool.connect();
  const session: Session = {
    client,
    id: undefined,
    open: true,
    broken: false,
    onError() {
      session.broken = true;
    },
  };
  client.on('error', session.onError);
  return session;
}

/** Sends `steps` together, behind BEGIN where that is due. @returns the rows of each */
async function flight(session: Session, steps: readonly Step[]): Promise<QueryResultRow[][]> {
  try {
    if (session.id !== undefined) return await inOneFlight(session.client, steps);
    const [, ids, ...rows] = await inOneFlight(session.client, [...begin, ...steps]);
    session.id = (ids as { id: string }[])[0]!.id;
    return rows;
  } catch (error) {
    // What a migration made of its rows is refused on this connection for ever; a new one prepares it anew.
    if ((error as { code?: unknown }).code === PLAN_HAS_CHANGED) session.broken = true;
    throw error;
  }
}

/** Sends both at once. @returns why it failed */
async function commit(client: PoolClient, write: Step): Promise<Error | undefined> {
  // A query of its own: behind a write that failed COMMIT finds an aborted transaction and rolls it back.
  const answers = await inOneWrite(client, () =>
    Promise.allSettled([inOneFlight(client, [write]), client.query('commit')]),
  );
  // The first is the cause.
  return answers.find((answer) => answer.status === 'rejected')?.reason;
}

/** What `send` sends leaves in one write: a system call, and one wake-up of PostgreSQL, instead of several. */
function inOneWrite<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Whether PostgreSQL itself said no, as opposed to a connection that ended (classes 08 and 57P). */
function isAnswer(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    /^[0-9A-Z]{5}$/.test(code) &&
    !code.startsWith('08') &&
    !code.startsWith('57P')
  );
}
