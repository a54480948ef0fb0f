import { createHash } from 'node:crypto';

/** What a Content-Security-Policy calls one inline style sheet or script: this text and no other (CSP 3, 2.3.1). */
export function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
