import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';
import fp from 'fastify-plugin';
import { isCountry } from '../../addresses/countries.ts';
import type { Fault } from '../../errors.ts';
import { uuidPattern } from '../../ids.ts';
import { isCurrency } from '../../money/currencies.ts';
import { COUNTRY, CURRENCY, patternWords, UNICODE, WEB_ADDRESS } from '../schemas.ts';
import { answerWriter } from './answer-writer.ts';
import { isEmail } from './email-format.ts';
import { isWithin } from './value-size.ts';

/** More faults than this help nobody. */
const MAX_FAULTS = 50;

/**
 * Up to here all faults are looked for; of something larger the first is named. Looking for all goes on where a
 * limit was passed already, and what it costs grows with what a stranger sends. The values are those of a cart of 600
 * lines, the characters those of a product with the longest description.
 */
const JUDGED_WHOLE = { values: 2_000, characters: 16_000, depth: 20 };

/**
 * Bodies are taken as they are: "3" is no quantity. Query strings, params and headers are text by nature
 * and are converted. Unknown fields are faults everywhere but in headers.
 *
 * What reads a request is compiled for the first of its kind, and what writes an answer, too.
 */
export const validationPlugin = fp(
  async (app: FastifyInstance) => {
    const body = { first: ajvWith(false, false), all: ajvWith(false, true) };
    const text = { first: ajvWith(true, false), all: ajvWith(true, true) };
    app.setValidatorCompiler(({ schema, httpPart }) => {
      const ajv = httpPart === 'body' ? body : text;
      let first: ValidateFunction | undefined;
      // Compiled when somebody makes a mistake: what is in order needs the first alone.
      let all: ValidateFunction | undefined;
      return (data: unknown) => {
        first ??= ajv.first.compile(schema);
        if (first(data)) return true;
        if (!isWithin(data, JUDGED_WHOLE)) return { error: first.errors as never };
        all ??= ajv.all.compile(schema);
        all(data);
        return { error: (all.errors ?? first.errors) as never };
      };
    });
    app.setSerializerCompiler(({ schema }) => answerWriter(schema));
  },
  { name: 'validation' },
);

const formatWords: Readonly<Record<string, string>> = {
  uuid: 'is not an id (UUID)',
  email: 'is not an e-mail address',
  'date-time': 'is not a time such as 2026-11-22T18:00:00Z',
  [WEB_ADDRESS]: 'is not an address such as https://example.org/',
  [CURRENCY]: 'is not a currency of ISO 4217',
  [COUNTRY]: 'is not a country of ISO 3166-1: two capital letters, such as DE',
  [UNICODE]: 'has half of a character (a lone surrogate)',
};

/** Longest address that is shown, in characters. */
const WEB_ADDRESS_LENGTH = 2_000;

function isWebAddress(text: string): boolean {
  return text.length <= WEB_ADDRESS_LENGTH && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && URL.canParse(text);
}

/**
 * The schemas are the routes' own: whether they are sound the tests of the OpenAPI document say. To compile the schema
 * of schemas costs 20 ms, four times in each process.
 *
 * @param allErrors false: stops at the first fault, and tries no pattern on what is too long
 */
function ajvWith(coerceTypes: boolean, allErrors: boolean): Ajv2020 {
  const shared = {
    removeAdditional: false,
    useDefaults: true,
    strict: false,
    validateSchema: false,
  } as const;
  return withFormats(new Ajv2020({ ...shared, coerceTypes, allErrors }));
}

function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats.default(ajv, ['date-time']);
  ajv.addFormat('email', isEmail);
  // As PostgreSQL reads it: the library's own format takes `urn:uuid:` before it as well.
  ajv.addFormat('uuid', uuidPattern);
  ajv.addFormat(CURRENCY, isCurrency);
  ajv.addFormat(COUNTRY, isCountry);
  ajv.addFormat(WEB_ADDRESS, isWebAddress);
  ajv.addFormat(UNICODE, (text: string) => text.isWellFormed());
  return ajv;
}

/** Ajv's findings as RFC 9457 writes them: a JSON Pointer in a URI fragment, and a sentence. */
export function faultsOf(findings: FastifySchemaValidationError[]): Fault[] {
  return withoutAlternatives(findings)
    .slice(0, MAX_FAULTS)
    .map(({ instancePath, keyword, params, message }) => {
      if (keyword === 'required')
        return { pointer: join(instancePath, params.missingProperty), detail: 'is required' };
      if (keyword === 'additionalProperties') {
        return {
          pointer: join(instancePath, params.additionalProperty),
          detail: 'is not known here',
        };
      }
      return { pointer: join(instancePath), detail: messageOf(keyword, params, message) };
    });
}

/** That a member which is wrong is not null either says nothing, where null may stand in its place. */
function withoutAlternatives(findings: FastifySchemaValidationError[]): FastifySchemaValidationError[] {
  const telling = findings.filter(({ keyword, params }) => keyword !== 'anyOf' && params.type !== 'null');
  return telling.length > 0 ? telling : findings;
}

/** What is wrong, for a person: no regular expression, no name of a format. */
function messageOf(keyword: string, params: Record<string, unknown>, message?: string): string {
  switch (keyword) {
    case 'not':
      return 'must not be this value';
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[] | undefined)?.join(', ')}`;
    case 'pattern':
      return patternWords[String(params.pattern)] ?? 'has characters that are not allowed here';
    case 'format':
      return formatWords[String(params.format)] ?? 'is not valid';
    default:
      return message ?? 'is not valid';
  }
}

function join(path: string, member?: unknown): string {
  if (member === undefined) return `#${path}`;
  return `#${path}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
