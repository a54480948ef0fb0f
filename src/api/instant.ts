import { validationFailed } from './validation-failed.ts';

/**
 * The instant that a text of the format `date-time` names: RFC 3339 knows leap seconds, and offsets from UTC that
 * PostgreSQL does not. @throws {Problem} `validation_failed`
 */
export function instantOf(text: string, pointer: string, part = ''): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw validationFailed({ pointer, detail: `${part}is no instant` });
}
