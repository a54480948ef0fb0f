import pg, { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Statement, Step } from './statement.ts';

/** The column names of a statement's rows, and what makes values of their texts. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
}

/** What of pg's connection is used here. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  describe(message: { type: 'P' }): void;
  execute(message: object): void;
  sync(): void;
}

type Answered = (error: Error | undefined, rows?: QueryResultRow[][]) => void;

/** By connection and name. A prepared statement keeps its shape: PostgreSQL refuses to run it rather than change it. */
const shapes = new WeakMap<Wire, Map<string, Shape>>();
const NO_ROWS: Shape = { names: [], parsers: [] };

/**
 * Sends `steps` together, with one Sync behind them, and asks what their rows look like once a connection. PostgreSQL
 * answers all of them in one write, where it answers queries one by one in as many. What follows a step that fails is
 * not run. The caller's transaction, where it has begun one; else all of them are one.
 *
 * @returns the rows of each @throws what PostgreSQL said of the first that failed
 */
export function inOneFlight(client: PoolClient, steps: readonly Step[]): Promise<QueryResultRow[][]> {
  return new Promise((resolve, reject) => {
    const answered: Answered = (error, rows = []) => (error ? reject(error) : resolve(rows));
    // pg takes a callback beside a query of one's own, which its types do not say.
    const send = client.query.bind(client) as unknown as (flight: Flight, answered: Answered) => void;
    send(new Flight(steps), answered);
  });
}

/**
 * The rows of a step by itself, which may be the caller's transaction's: less work for both sides than a query of pg's where
 * it is asked again and again. @throws what PostgreSQL said, and the connection is given up, as with pool.query
 */
export async function rowsOf<Row extends QueryResultRow>(db: Pool | PoolClient, step: Step): Promise<Row[]> {
  if (!(db instanceof pg.Pool)) return (await inOneFlight(db, [step]))[0] as Row[];
  const client = await db.connect();
  try {
    const rows = await rowsOf<Row>(client, step);
    client.release();
    return rows;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** The text under this name on the connection, or on its way to it. */
const preparedOn = (wire: Wire, name: string): string | undefined =>
  wire.parsedStatements[name] ?? wire.submittedNamedStatements[name];

/** A query as pg's client runs it: it tells it of each message that answers it. */
class Flight {
  callback: Answered | undefined;
  readonly steps: readonly Step[];
  readonly #values: (string | Buffer | null)[][];
  readonly #rows: QueryResultRow[][];
  #shapes = new Map<string, Shape>();
  /** The step that the next message answers. */
  #at = 0;
  #unread: Error | undefined;

  constructor(steps: readonly Step[]) {
    this.steps = steps;
    this.#values = steps.map(({ values }) => values.map(wireValue));
    this.#rows = steps.map(() => []);
  }

  /** Of the statement that is answered now: pg notes by it what the connection has prepared. */
  get name(): string | undefined {
    return this.#statement?.name;
  }

  get text(): string | undefined {
    return this.#statement?.text;
  }

  get #statement(): Statement | undefined {
    return this.steps[this.#at]?.statement;
  }

  /** @returns why nothing was sent */
  submit(wire: Wire): Error | undefined {
    for (const { statement } of this.steps) {
      const prepared = preparedOn(wire, statement.name);
      if (prepared && prepared !== statement.text)
        return new Error(`two statements are named ${statement.name}`);
    }
    this.#shapes = shapes.get(wire) ?? new Map();
    shapes.set(wire, this.#shapes);
    wire.stream.cork();
    try {
      for (const [n, { statement }] of this.steps.entries()) {
        const { name, text } = statement;
        if (!preparedOn(wire, name)) {
          wire.parse({ name, text });
          wire.submittedNamedStatements[name] = text;
        }
        wire.bind({ statement: name, values: this.#values[n]! });
        if (!this.#shapes.has(name)) wire.describe({ type: 'P' });
        wire.execute({});
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return undefined;
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    this.#shapes.set(this.name!, {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, 'text')),
    });
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      const { names, parsers } = this.#shapes.get(this.name!)!;
      const row: QueryResultRow = {};
      for (let n = 0; n < fields.length; n++) {
        const text = fields[n]!;
        row[names[n]!] = text === null ? null : parsers[n]!(text);
      }
      this.#rows[this.#at]!.push(row);
    } catch (error) {
      this.#unread = error as Error;
    }
  }

  handleCommandComplete(): void {
    if (!this.#shapes.has(this.name!)) this.#shapes.set(this.name!, NO_ROWS);
    this.#at++;
  }

  handleReadyForQuery(): void {
    this.callback?.(this.#unread, this.#rows);
  }

  handleError(error: Error, wire: Wire): void {
    // What was sent behind it was skipped: a statement that was to be prepared there is not.
    for (const { statement } of this.steps.slice(this.#at)) {
      delete wire.submittedNamedStatements[statement.name];
    }
    this.callback?.(error);
  }
}

function wireValue(value: unknown): string | Buffer | null {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new TypeError('a value that has to be encoded first');
}
