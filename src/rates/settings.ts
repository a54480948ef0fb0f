import {
  CheckConstraintViolationException,
  type EntityManager,
  LockMode,
  UniqueConstraintViolationException,
} from '@mikro-orm/postgresql';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { RatesError, type RatesFault } from './rates-error.ts';

/** What every row of the settings has. */
export interface SettingsRow {
  id: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** One kind of settings: what its rows are, and what has to be true of one. */
export interface Settings<Row extends SettingsRow> {
  readonly entity: new () => Row;
  /** Name of its list, for cursors. */
  readonly list: string;
  /** What does not fit together in a row as it would be; undefined where all does. */
  unfit(row: Readonly<Row>): { member: string; why: string } | undefined;
  /** What a constraint of the database stands for. */
  readonly constraints: Readonly<Record<string, RatesFault>>;
}

/** What of a row is to be different. */
export type Changes<Row> = Partial<Omit<Row, keyof SettingsRow>>;

/** What a caller demands of a row that is held; undefined for whoever takes it as it is. */
export type Precondition<Row> = ((version: number, row: Row) => boolean) | undefined;

/** Adds a row, in the caller's transaction. @throws {RatesError} */
export async function addSetting<Row extends SettingsRow>(
  em: EntityManager,
  settings: Settings<Row>,
  input: Changes<Row>,
): Promise<Row> {
  const row = em.create(settings.entity, input as never) as Row;
  return write(em, settings, row);
}

/** A row, or undefined. */
export async function findSetting<Row extends SettingsRow>(
  em: EntityManager,
  { entity }: Settings<Row>,
  id: string,
): Promise<Row | undefined> {
  return ((await em.findOne(entity, { id } as never)) as Row | null) ?? undefined;
}

/** A page of rows, newest first. @throws {InvalidCursor} */
export async function listSettings<Row extends SettingsRow>(
  em: EntityManager,
  { entity, list }: Settings<Row>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Row[]; nextCursor: string | null }> {
  const below = cursor === undefined ? {} : { id: { $lt: decodeCursor(cursor, list, 'none').id } };
  const options = { orderBy: { id: 'desc' }, limit: limit + 1 };
  const rows = (await em.find(entity, below as never, options as never)) as Row[];
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? encodeCursor({ sort: list, value: null, id: last.id }) : null };
}

/**
 * Changes what is given of a row, in the caller's transaction, which holds the row from then on. One that is changed into
 * what it was keeps its version.
 *
 * @returns the row, and what its members were
 * @throws {RatesError}
 */
export async function changeSetting<Row extends SettingsRow>(
  em: EntityManager,
  settings: Settings<Row>,
  id: string,
  changes: Changes<Row>,
  precondition: Precondition<Row>,
): Promise<{ row: Row; before: Row }> {
  const row = await hold(em, settings, id, precondition);
  const before = { ...row };
  em.assign(row as object, changes as object);
  return { row: await write(em, settings, row), before };
}

/** Removes a row, in the caller's transaction: orders have copies. @returns what it was @throws {RatesError} */
export async function removeSetting<Row extends SettingsRow>(
  em: EntityManager,
  settings: Settings<Row>,
  id: string,
  precondition: Precondition<Row>,
): Promise<Row> {
  const row = await hold(em, settings, id, precondition);
  const before = { ...row };
  await em.remove(row).flush();
  return before;
}

async function hold<Row extends SettingsRow>(
  em: EntityManager,
  { entity }: Settings<Row>,
  id: string,
  precondition: Precondition<Row>,
): Promise<Row> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const row = (await em.findOne(entity, { id } as never, lock as never)) as Row | null;
  if (row === null) throw new RatesError({ kind: 'no_such_setting' });
  if (precondition && !precondition(row.version, row))
    throw new RatesError({ kind: 'other_version', version: row.version });
  return row;
}

async function write<Row extends SettingsRow>(
  em: EntityManager,
  { unfit, constraints }: Settings<Row>,
  row: Row,
): Promise<Row> {
  const fault = unfit(row);
  if (fault) throw new RatesError({ kind: 'unfit', ...fault });
  try {
    await em.persist(row).flush();
    return row;
  } catch (error) {
    const isOurs =
      error instanceof UniqueConstraintViolationException ||
      error instanceof CheckConstraintViolationException;
    const known = isOurs && Object.keys(constraints).find((name) => error.message.includes(`"${name}"`));
    if (known) throw new RatesError(constraints[known]!);
    throw error;
  }
}
