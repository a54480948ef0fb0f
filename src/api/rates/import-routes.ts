import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { inTransaction } from '../../database/in-transaction.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { prose, strict } from '../schemas.ts';
import { importAudited } from './audited-import.ts';

/** Bytes of a body: some 8,000 rates. */
const FILE_BYTES = 512 * 1_024;

const ImportBody = strict(
  {
    csv: prose(FILE_BYTES, {
      minLength: 1,
      description:
        'The file: comma or semicolon, the names country, region, taxClass, rate, name, validFrom, validTo on top. A rate is in millionths or a percentage (19 %), a time an instant or a day of UTC',
      examples: ['country,rate,name\nDE,19 %,VAT\n'],
    }),
  },
  { title: 'ImportTaxRatesRequest' },
);
const ImportSchema = Type.Object(
  {
    created: Type.Integer({ description: 'Rates that are new' }),
    changed: Type.Integer({ description: 'Rates that are others than they were' }),
    unchanged: Type.Integer({ description: 'Rates that were so already' }),
  },
  { title: 'ImportedTaxRates', description: 'What became of the file' },
);

export const importRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/tax-rates/imports',
    {
      config: { access: 'settings:write', idempotent: true },
      bodyLimit: FILE_BYTES,
      schema: {
        tags: ['Costs'],
        operationId: 'importTaxRates',
        summary: 'Import tax rates from CSV',
        description:
          'All or none. A rate takes the place of the one that its country, region and class have from the same instant on; rates that the file does not name stay.',
        body: ImportBody,
        response: { 201: ImportSchema },
      },
    },
    async (request, reply) => {
      const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const { id, imported } = await importAudited(client, operatorOf(request), request.body.csv);
        return { reference: id, view: imported, result: imported };
      });
      return reply.send(body as never);
    },
  );
};
