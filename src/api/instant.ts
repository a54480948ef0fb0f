import { limits } from '../limits.ts';
import { validationFailed } from './validation-failed.ts';

/**
 * The instant that a text of the format `date-time` names: RFC 3339 knows leap seconds, and offsets from UTC that
 * PostgreSQL does not. @throws {Problem} `validation_failed`
 */
export function instantOf(text: string, pointer: string): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw validationFailed({ pointer, detail: 'is no instant' });
}

/** The same of one that is kept: an offset from UTC leads out of the years that a database writes. @throws {Problem} */
export function keptInstantOf(text: string, pointer: string): Date {
  const at = instantOf(text, pointer);
  if (at.getTime() >= limits.instant.min && at.getTime() <= limits.instant.max) return at;
  throw validationFailed({ pointer, detail: 'is not in the years 1 to 9999 of UTC' });
}
