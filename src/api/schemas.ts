import { type TSchema, Type } from 'typebox';
import { type ProblemCode, problems } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * Format of text that is stored: Unicode without half surrogate pairs, which UTF-8 cannot hold. They would
 * come back as another character than the answer showed.
 */
export const UNICODE = 'unicode';

/**
 * The patterns that text from outside is held against, each with what a person is told of it. Each is linear: no two
 * neighbours of a pattern may take the same character, or a near miss is tried at every place of the text.
 */
export const NO_NUL = '^[^\\u0000]*$';
/** Control characters behind ASCII (C1), and the separators of lines and paragraphs: they break a line as well. */
const MORE_CONTROLS = '\\u007f-\\u009f\\u2028\\u2029';
const CONTROLS = `\\u0000-\\u001f${MORE_CONTROLS}`;
const ONE_LINE = `^[^\\S${CONTROLS}]*[^\\s${CONTROLS}][^${CONTROLS}]*$`;
/** Any blanks and line breaks, and no other control characters. */
const LINES = `^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f${MORE_CONTROLS}]*$`;
const THREE_CAPITALS = '^[A-Z]{3}$';
/** An order's number, or the end of one. */
export const ORDER_NUMBER = '^(?:\\d{6}-\\d{4}-)?[0-9A-Fa-f]{6}$';
/** An id in a list: Swagger UI knows no list of a format, and complains. */
export const ID = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';
export const patternWords: Readonly<Record<string, string>> = {
  [NO_NUL]: 'must not contain the character NUL',
  [ONE_LINE]: 'must not be blank and must not contain control characters',
  [LINES]: 'must not contain control characters',
  [THREE_CAPITALS]: 'must be three capital letters',
  [ORDER_NUMBER]: 'must be the number of an order, or its last six characters',
  [ID]: 'is not an id (UUID)',
};

/** Text without control characters (PostgreSQL cannot store NUL) that is more than blanks. */
export const text = (maxLength: number, options: object = {}) =>
  Type.String({ minLength: 1, maxLength, format: UNICODE, pattern: ONE_LINE, ...options });

/** Text of several lines, which may be empty. */
export const prose = (maxLength: number, options: object = {}) =>
  Type.String({ maxLength, format: UNICODE, pattern: NO_NUL, ...options });

/** The same without control characters but line breaks and tabs: what a person wrote. */
export const lines = (maxLength: number, options: object = {}) =>
  Type.String({ maxLength, format: UNICODE, pattern: LINES, ...options });

/** A text that null may stand for: there is none. */
export const orNone = (schema: object) => Type.Unsafe<string | null>({ ...schema, type: ['string', 'null'] });

/** Format of a link that is shown to people: http or https, without blanks and control characters. */
export const WEB_ADDRESS = 'web-address';

/** An id as it stands in examples: no resource has it, which its looks say. */
export const EXAMPLE_ID = '00000000-0000-7000-8000-000000000000';
export const Uuid = (options: object = {}) => Type.String({ format: 'uuid', ...options });
export const Timestamp = () => Type.String({ format: 'date-time', examples: ['2026-11-22T18:00:00.000Z'] });
export const Email = () => Type.String({ format: 'email', maxLength: 254, examples: ['ada@example.org'] });
export const Currency = () =>
  Type.String({ maxLength: 3, pattern: THREE_CAPITALS, description: 'ISO 4217', examples: ['GBP'] });
/** Format of a currency that a price may be given in: rows of before may have another code, and are still shown. */
export const CURRENCY = 'iso-4217';
export const CurrencyInUse = () =>
  Type.String({
    maxLength: 3,
    format: CURRENCY,
    description: 'A code of ISO 4217 that is in use',
    examples: ['GBP'],
  });
/** Format of a country. */
export const COUNTRY = 'iso-3166-1';
export const Money = (description: string) =>
  Type.Integer({ description: `${description}, in minor units of the currency`, examples: [1299] });
export const Price = () =>
  Type.Integer({
    minimum: 0,
    maximum: limits.price,
    description: 'Minor units of the currency',
    examples: [1299],
  });
/** One of these words. */
export const Choice = <T extends string>(values: readonly T[], options: object = {}) =>
  Type.Enum([...values], { type: 'string', ...options });
export const Quantity = () => Type.Integer({ minimum: 1, maximum: limits.quantity, examples: [2] });

/**
 * An object that has these members and no others. A schema with a `title` is a component of the OpenAPI
 * document under that name.
 */
export const strict = <T extends Record<string, TSchema>>(members: T, options: object = {}) =>
  Type.Object(members, { additionalProperties: false, ...options });

/** Visible ASCII, up to as much as is stored. */
export const IDEMPOTENCY_KEY = { minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' };

/** Of a reader who has an answer already. */
export const knownVersions = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({
      maxLength: 2_000,
      description: 'ETag of an answer that you have: 304 when it still holds',
    }),
  ),
});

/** For the headers of a POST; with `config.idempotent` a route has it without saying so. */
export const idempotencyKeyHeader = {
  'idempotency-key': Type.Optional(
    Type.String({
      ...IDEMPOTENCY_KEY,
      // Without an example: a page that fills one in would make every request after the first a repeat.
      description:
        'Any unique text, best a UUID, a new one for each new request: for 24 hours the same key gives the same ' +
        'answer, and nothing is done twice',
    }),
  ),
};

/** Of a change: what its target has to be like. `preconditionOf` reads them. */
export const conditionHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 500, description: 'ETag of what you read: 412 when it has changed since' }),
  ),
  'if-none-match': Type.Optional(
    Type.String({ maxLength: 2_000, description: 'Versions that are not to be changed; * for any' }),
  ),
});

export const IdParams = strict({ id: Uuid() });

export const pageQuery = {
  limit: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 20,
    description: 'Items on a page at most; a page of very long ones ends earlier',
  }),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_500, description: 'nextCursor of the page before' }),
  ),
};

/** Of the records of one thing. */
export const RecordsQuery = strict(pageQuery);

export const Page = <T extends TSchema>(item: T, title: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null on the last page' }),
    },
    { title, description: 'A page of the list' },
  );

/** Marks a response as made of these problems; the OpenAPI document says the rest (src/api/openapi). */
export const PROBLEMS = 'x-problems';

/**
 * The `response` entries for these problems, by status. They are for the document alone: errors are sent
 * with a serialiser of their own.
 */
export function problemResponses(...codes: readonly ProblemCode[]): Record<number, object> {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0]);
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, { [PROBLEMS]: group }]));
}

/** Of a DELETE of something that has versions; the caller says with `conditionHeaders` which one is meant. */
export const removal = {
  headers: conditionHeaders,
  answerHeaders: { 412: ['ETag'] } as const,
  response: {
    204: Type.Null({ description: 'Gone' }),
    ...problemResponses('not_found', 'version_mismatch'),
  },
};
