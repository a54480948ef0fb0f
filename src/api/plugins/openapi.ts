import swagger, { formatParamUrl } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import { VERSION } from '../../process/version.ts';
import { completeDocument } from '../openapi/complete-document.ts';
import { description, tags } from '../openapi/description.ts';
import { docsPage, withViewport } from '../openapi/docs-page.ts';
import type { Document } from '../openapi/document.ts';
import { fillIn } from '../openapi/fill-in.ts';
import { factsOf, type OperationFacts } from '../openapi/operation-facts.ts';
import { referenceRoutes } from '../openapi/reference.ts';

/** OpenAPI 3.1 at /docs/json, Swagger UI at /docs and Redoc at /reference, made from the routes' own schemas. */
export const openapiPlugin = fp(
  async (app) => {
    const facts = new Map<string, OperationFacts>();
    app.addHook('onRoute', (route) => {
      for (const method of [route.method].flat())
        facts.set(`${method} ${formatParamUrl(route.url)}`, factsOf(route));
    });

    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Holdfast',
          version: VERSION,
          description,
          license: { name: 'MIT', identifier: 'MIT' },
          contact: { name: 'Whoever runs this shop' },
        },
        servers: [{ url: '/', description: 'This shop' }],
        tags: [...tags],
        components: {
          securitySchemes: {
            bearerAuth: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description: 'accessToken of POST /login, or an API key',
            },
          },
        },
      },
      transformObject: (made) => {
        if (!('openapiObject' in made)) throw new Error('This is an OpenAPI 3 document');
        const document = completeDocument(made.openapiObject as Document, facts, app.config.problemsUrl);
        fillIn(document, app.config.docsExamples);
        return document as typeof made.openapiObject;
      },
    });
    await app.register(async (docs) => {
      docs.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone', html: true };
      });
      docs.addHook('onSend', withViewport);
      // Written once, and one for all answers: it has more than a megabyte.
      let written: Buffer | undefined;
      docs.addHook('onRequest', (request, reply, done) => {
        if (request.routeOptions.url !== '/docs/json') return done();
        written ??= Buffer.from(JSON.stringify(app.swagger()));
        reply.type('application/json; charset=utf-8').send(written);
      });
      // Who opens the address that npm start prints sees what there is.
      docs.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/docs', 303));
      await docs.register(swaggerUi, docsPage);
    });
    await app.register(referenceRoutes);
  },
  { name: 'openapi' },
);
