import { instantOf } from '../instant.ts';
import { validationFailed } from '../validation-failed.ts';

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
/** Days of one report: ten years. */
const MAX_DAYS = 3_660;
/** Where nothing else is said. */
const USUAL_DAYS = 30;

export interface Span {
  readonly from: Date;
  /** The first instant that is not part of it. */
  readonly end: Date;
}

/** The span of time that a report is of; a day that stands for `to` is part of it. @throws {Problem} `validation_failed` */
export function salesSpan({ from, to }: { from?: string | undefined; to?: string | undefined }): Span {
  const end = to === undefined ? Date.now() + 1 : instant(to, '#/to') + (DAY.test(to) ? DAY_MS : 1);
  const start = from === undefined ? end - USUAL_DAYS * DAY_MS : instant(from, '#/from');
  if (start >= end) throw validationFailed({ pointer: '#/to', detail: 'is before from' });
  if (end - start > MAX_DAYS * DAY_MS)
    throw validationFailed({ pointer: '#/from', detail: `is more than ${MAX_DAYS} days before to` });
  return { from: new Date(start), end: new Date(end) };
}

/** There is no 30 February, which JavaScript takes for 2 March. */
function isDay(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function instant(text: string, pointer: string): number {
  if ((DAY.test(text) || INSTANT.test(text)) && isDay(text.slice(0, 10))) {
    const at = instantOf(text, pointer).getTime();
    if (at >= 0) return at;
  }
  throw validationFailed({
    pointer,
    detail: 'is neither a day such as 2026-11-22 since 1970 nor a time such as 2026-11-22T18:00:00Z',
  });
}
