import { plainPageStyleHash } from '../../markup/plain-page.ts';
import { securityHeaders } from './security-headers.ts';

/** Of a plain page: nothing is loaded, nothing runs, and no other site hears of its address. */
export const plainPageHeaders = headersOf("'none'");

/** Of one with a form that goes to this shop. */
export const formPageHeaders = headersOf("'self'");

function headersOf(formAction: string): Readonly<Record<string, string>> {
  return {
    ...securityHeaders({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: [plainPageStyleHash],
          baseUri: ["'none'"],
          formAction: [formAction],
          frameAncestors: ["'none'"],
        },
      },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
    }),
    'content-type': 'text/html; charset=utf-8',
  };
}
