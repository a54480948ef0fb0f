import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bigint,
  boolean,
  bytea,
  integer,
  jsonb,
  smallint,
  text,
  timestamptz,
  uuid,
} from '../../src/database/column-types.ts';
import { type Columns, composeStatement } from '../../src/database/composed-statement.ts';
import { createClient } from '../../src/database/connections.ts';
import { createDatabase, type TestDatabase } from '../setup/services.ts';

interface Row {
  id: string;
  low: number;
  high: number;
  yes: boolean | null;
  small: number | null;
  big: bigint | null;
  words: string | null;
  bytes: Buffer | null;
  json: string | null;
  at: Date | null;
  other: string | null;
}

const columns: Columns<Row> = {
  id: uuid.of((row) => row.id),
  low: integer.of((row) => row.low),
  high: integer.of((row) => row.high),
  yes: boolean.orNull((row) => row.yes),
  small: smallint.orNull((row) => row.small),
  big: bigint.orNull((row) => row.big),
  words: text.orNull((row) => row.words),
  bytes: bytea.orNull((row) => row.bytes),
  json: jsonb.orNull((row) => row.json),
  at: timestamptz.orNull((row) => row.at),
  other: uuid.orNull((row) => row.other),
};

const echo = composeStatement(
  'echo',
  { first: columns, second: { n: integer.of((n: number) => n) } },
  ({ first, second }) => `
    select (select json_agg(n order by n) from ${second.unnestAs('s')}) as second,
           f.id, f.low, f.high, f.yes, f.small, f.big, f.words, f.bytes, f.json::text as json, f.at, f.other
      from ${first.unnestAs('f')}`,
);

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record({
    id: fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => id.toUpperCase()),
    ),
    low: int32,
    high: int32,
    yes: orNull(fc.boolean()),
    small: orNull(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
    big: orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    words: orNull(fc.string({ unit: 'grapheme' }).map((words) => words.replaceAll('\0', ''))),
    bytes: orNull(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
    json: orNull(fc.constantFrom('{}', '{"name": "Crème"}', '[1, null]')),
    at: orNull(
      fc.date({
        min: new Date('1970-01-01T00:00:00Z'),
        max: new Date('2200-01-01T00:00:00Z'),
        noInvalidDate: true,
      }),
    ),
    other: orNull(fc.uuid()),
  }),
  { maxLength: 20 },
);

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createDatabase();
  client = createClient(database.url, { applicationName: 'test' });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test('what travels as arrays of columns arrives row by row, NULL and all', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(int32, { minLength: 1 }), async (first, second) => {
      const { statement, values } = echo.with({ first, second });
      const answer = await client.query({ ...statement, values: values as unknown[] });
      expect(answer.rows).toEqual(
        first.map((row) => ({
          ...row,
          id: row.id.toLowerCase(),
          big: row.big === null ? null : String(row.big),
          second: second.toSorted((a, b) => a - b),
        })),
      );
    }),
    { numRuns: 200 },
  );
});

describe('what its column cannot hold is refused before it is sent', () => {
  test.each<[string, () => Buffer, typeof RangeError | typeof TypeError]>([
    ['an integer of 33 bits', () => integer.array([2 ** 31]), RangeError],
    ['a smallint of 17 bits', () => smallint.array([2 ** 15]), RangeError],
    ['a bigint of 65 bits', () => bigint.array([2n ** 63n]), RangeError],
    ['half a unit', () => bigint.array([0.5]), RangeError],
    ['a UUID that is too short', () => uuid.array(['0193aa5e-7c1b-7000-8000-00000000000']), TypeError],
    ['a UUID with a letter', () => uuid.array(['0193aa5e-7c1b-7000-8000-00000000000g']), TypeError],
    ['a UUID with a strange digit', () => uuid.array(['0193aa5e-7c1b-7000-8000-00000000000٣']), TypeError],
  ])('%s', (_, encode, error) => expect(encode).toThrow(error));
});

test('a text that names a column that its rows lack is refused when it is composed', () => {
  const compose = () =>
    composeStatement('lacks', { first: columns }, ({ first }) => `select ${first.array('price')}`);
  expect(compose).toThrow('lacks: first has no column price');
});

/** Proven by the compiler: `npm run typecheck` fails where one of these lines is right. */
test('a column whose row lacks it, or has another type there, does not compile', () => {
  const wrong: Columns<Row>[] = [
    // @ts-expect-error no such property
    { price: integer.of((row) => row.price) },
    // @ts-expect-error a text is no integer
    { low: integer.of((row) => row.id) },
    // @ts-expect-error a column that takes no NULL
    { words: text.of((row) => row.words) },
  ];
  expect(wrong).toHaveLength(3);
  // @ts-expect-error the second list of rows is missing
  expect(() => echo.with({ first: [] })).toThrow();
});
