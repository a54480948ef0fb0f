import { Problem } from '../errors.ts';

/** What a full line, or one that moves too slowly, answers. The next second has room, or another process has. */
export const overloaded = (cause: Error): Problem =>
  new Problem('overloaded', undefined, { retryAfterSeconds: 1, cause });
