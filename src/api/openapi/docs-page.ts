import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The mark of the operators' pages. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18"><path fill="#1a56b0" d="M3 1h4v6h4V1h4v16h-4v-6H7v6H3z"/></svg>';

/** Swagger UI's own green, grey and orange are too pale to read (WCAG 2.2, 1.4.3: at least 4.5 to 1). No answer has links: a phone has no room for a column that says so. */
const css = `
.swagger-ui .info a, .swagger-ui .info .title .url, .swagger-ui a.nostyle.url { color: #1a56b0; }
.swagger-ui .info .link .url { color: #1a56b0; }
.swagger-ui .btn.authorize { color: #146c3c; border-color: #146c3c; }
.swagger-ui .btn.authorize svg { fill: #146c3c; }
.swagger-ui .btn.execute { background: #1a56b0; border-color: #1a56b0; }
.swagger-ui .btn.try-out__btn, .swagger-ui .btn.cancel { color: #3b4151; }
.swagger-ui .btn.cancel { color: #b3261e; border-color: #b3261e; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1a56b0; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #146c3c; }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #855600; }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #0b6e63; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b3261e; }
.swagger-ui .response-col_links { display: none; }
.swagger-ui .response-col_description { overflow-wrap: anywhere; }
.swagger-ui .info .title small { background: #566171; }
.swagger-ui .info .title small.version-stamp { background: #146c3c; }
`;

const policy = {
  'default-src': "'self'",
  'base-uri': "'self'",
  'frame-ancestors': "'self'",
  'img-src': ["'self'", 'data:'],
  'object-src': "'none'",
  'script-src': "'self'",
  'script-src-attr': "'none'",
  'style-src': "'self'",
};

/** Swagger UI as Holdfast's page: its name, its mark, one document to look at. */
export const docsPage: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  uiConfig: {
    // Without the bar that asks for the address of another document.
    layout: 'BaseLayout',
    deepLinking: true,
    persistAuthorization: true,
    displayRequestDuration: true,
  },
  theme: {
    title: 'Holdfast API',
    favicon: [{ filename: 'icon.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: icon }],
    css: [{ filename: 'holdfast.css', content: css }],
  },
  staticCSP: policy,
};

/** The page that the library writes says nothing of the screen: a phone would get one of 980 pixels. */
export function withViewport(
  _request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  const isPage = typeof payload === 'string' && payload.includes('<head>');
  const viewport = '<head><meta name="viewport" content="width=device-width, initial-scale=1">';
  done(null, isPage ? payload.replace('<head>', viewport) : payload);
}
