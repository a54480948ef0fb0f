import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { sourceHash } from '../../markup/source-hash.ts';
import { preferredCoding } from '../catalog/accept-encoding.ts';
import type { Coding } from '../catalog/variants.ts';
import { securityHeaders } from '../plugins/security-headers.ts';

const SCRIPT = '/reference/redoc.js';

const style = 'body{margin:0}';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdfast API reference</title>
<link rel="icon" href="/docs/static/theme/icon.svg" type="image/svg+xml">
<style>${style}</style>
</head>
<body>
<redoc spec-url="/docs/json"></redoc>
<noscript>This page needs JavaScript. The document that it shows is at <a href="/docs/json">/docs/json</a>.</noscript>
<script src="${SCRIPT}"></script>
</body>
</html>
`;

/** Of a style element that is empty when it is added and filled by script, which is how Redoc's are. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
/** Of the one that comes with its text, in the version that package.json pins. */
const SCROLLBAR_STYLE = "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

const headers = securityHeaders({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: [sourceHash(style), EMPTY_STYLE, SCROLLBAR_STYLE],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ['blob:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

/** Once for each coding that somebody asks for, off the event loop. */
const compress: Record<Coding, (text: Buffer) => Promise<Buffer>> = {
  identity: async (text) => text,
  gzip: promisify(gzip),
  br: (text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

/** The document at /docs/json as a page to read: Redoc, from this shop and from nowhere else. */
export async function referenceRoutes(app: FastifyInstance): Promise<void> {
  const options = { schema: { hide: true }, config: { access: 'anyone', html: true } } as const;
  const kept = new Map<Coding, Promise<Buffer>>();
  const scriptIn = (coding: Coding): Promise<Buffer> => {
    const found = kept.get(coding) ?? readScript().then(compress[coding]);
    kept.set(coding, found);
    return found;
  };

  app.get('/reference', options, (_request, reply) =>
    reply.headers(headers).type('text/html; charset=utf-8').send(page),
  );
  app.get(SCRIPT, options, async (request, reply) => {
    const coding = preferredCoding(request.headers['accept-encoding']);
    if (coding !== 'identity') reply.header('content-encoding', coding);
    return reply
      .headers({ vary: 'Accept-Encoding', 'cache-control': 'public, max-age=3600' })
      .type('text/javascript; charset=utf-8')
      .send(await scriptIn(coding));
  });
}

/** A picture of its maker's that the page would ask another host for. */
const LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';

/** Where a program is installed without what is for its development, the image's build puts it beside the code. */
const scriptPath = () => createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');

async function readScript(): Promise<Buffer> {
  const text = await readFile(scriptPath(), 'utf8');
  return Buffer.from(text.replace(LOGO, 'data:,'));
}
