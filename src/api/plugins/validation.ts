import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';
import fp from 'fastify-plugin';
import type { Fault } from '../../errors.ts';
import { UNICODE } from '../schemas.ts';
import { isEmail } from './email-format.ts';

/** More faults than this help nobody. */
const MAX_FAULTS = 50;

/**
 * Bodies are taken as they are: "3" is no quantity. Query strings, params and headers are text by nature
 * and are converted. Unknown fields are faults everywhere but in headers.
 */
export const validationPlugin = fp(
  async (app: FastifyInstance) => {
    const shared = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false } as const;
    const exact = withFormats(new Ajv2020({ ...shared, coerceTypes: false }));
    const converting = withFormats(new Ajv2020({ ...shared, coerceTypes: true }));
    app.setValidatorCompiler(({ schema, httpPart }) =>
      (httpPart === 'body' ? exact : converting).compile(schema),
    );
  },
  { name: 'validation' },
);

/** As PostgreSQL reads it: the library's own format takes `urn:uuid:` before it as well. */
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats.default(ajv, ['date-time']);
  ajv.addFormat('email', isEmail);
  ajv.addFormat('uuid', uuidPattern);
  ajv.addFormat(UNICODE, (text: string) => text.isWellFormed());
  return ajv;
}

/** Ajv's findings as RFC 9457 writes them: a JSON Pointer in a URI fragment, and a sentence. */
export function faultsOf(findings: FastifySchemaValidationError[], part = 'body'): Fault[] {
  const where = part === 'body' ? '' : `${part === 'querystring' ? 'query' : part}: `;
  return findings.slice(0, MAX_FAULTS).map(({ instancePath, keyword, params, message }) => {
    if (keyword === 'required')
      return { pointer: join(instancePath, params.missingProperty), detail: `${where}is required` };
    if (keyword === 'additionalProperties') {
      return {
        pointer: join(instancePath, params.additionalProperty),
        detail: `${where}is not known here`,
      };
    }
    if (keyword === 'not') return { pointer: join(instancePath), detail: `${where}must not be this value` };
    if (keyword === 'enum') {
      return {
        pointer: join(instancePath),
        detail: `${where}must be one of ${(params.allowedValues as unknown[])?.join(', ')}`,
      };
    }
    return { pointer: join(instancePath), detail: `${where}${message ?? 'is not valid'}` };
  });
}

function join(path: string, member?: unknown): string {
  if (member === undefined) return `#${path}`;
  return `#${path}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
