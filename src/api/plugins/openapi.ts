import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import type { ProblemCode } from '../../errors.ts';
import { problemResponses } from '../schemas.ts';

const description = `Sells what is in stock, exactly that, however many buyers come at once.

Money is an integer in the minor unit of the currency beside it. Ids are UUID v7. Errors are
\`application/problem+json\` (RFC 9457) with a stable \`code\`. Lists answer \`{ items, nextCursor }\`.

To try it: \`POST /login\`, then paste the \`accessToken\` into **Authorize**.`;

/** OpenAPI 3.1 at /docs/json and Swagger UI at /docs, made from the routes' own schemas. */
export const openapiPlugin = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      const schema = route.schema;
      if (!schema || schema.hide) return;
      const access = route.config?.access;
      const codes: ProblemCode[] = ['rate_limited', 'internal_error', 'unavailable'];
      if (schema.body || schema.querystring || schema.params || schema.headers)
        codes.push('validation_failed');
      if (schema.body) codes.push('malformed_body', 'body_too_large', 'unsupported_media_type');
      if (access !== 'anyone') {
        schema.security = [{ bearerAuth: [] }];
        codes.push('unauthenticated');
        if (access !== 'user') codes.push('forbidden');
      }
      const own = schema.response as Record<string, object> | undefined;
      schema.response = { ...problemResponses(...codes), ...own };
    });

    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Holdfast',
          version: '0.1.0',
          description,
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [{ url: '/', description: 'This shop' }],
        tags: [
          { name: 'Accounts', description: 'Registration, login, tokens' },
          { name: 'Catalog', description: 'Products and their stock' },
          { name: 'Cart', description: 'A wish: stock is checked where it counts, at the order' },
          { name: 'Orders', description: 'Placing and reading orders' },
          { name: 'Operations', description: 'Health and metrics' },
        ],
        components: {
          securitySchemes: {
            bearerAuth: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description: 'accessToken of POST /login',
            },
          },
        },
      },
      refResolver: {
        buildLocalReference: (json, _base, _fragment, n) => String(json.$id ?? `schema-${n}`),
      },
    });
    await app.register(async (docs) => {
      docs.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone', html: true };
      });
      // Who opens the address that npm start prints sees what there is.
      docs.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/docs', 303));
      await docs.register(swaggerUi, {
        routePrefix: '/docs',
        uiConfig: { deepLinking: true, persistAuthorization: true, displayRequestDuration: true },
        staticCSP: true,
        transformStaticCSP: (header) => header.replace(/upgrade-insecure-requests;?/, ''),
      });
    });
  },
  { name: 'openapi' },
);
