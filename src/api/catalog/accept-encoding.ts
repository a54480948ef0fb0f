import type { Coding } from './variants.ts';

/** Clients send few different headers; how many are remembered, and up to which length. */
const MAX_REMEMBERED = 500;
const MAX_LENGTH = 200;
const remembered = new Map<string, Coding>();

/** The coding to answer with, out of what `Accept-Encoding` allows: the smallest (RFC 9110, section 12.5.3). */
export function preferredCoding(header: string | string[] | undefined): Coding {
  if (header === undefined) return 'identity';
  const text = String(header);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const coding = parse(text);
  if (text.length <= MAX_LENGTH) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(text, coding);
  }
  return coding;
}

function parse(header: string): Coding {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name === 'x-gzip' ? 'gzip' : name, q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  const weight = (coding: Coding) =>
    weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? MIN_WEIGHT : 0);
  const [best] = (['br', 'gzip', 'identity'] as const).toSorted((a, b) => weight(b) - weight(a));
  return best !== undefined && weight(best) > 0 ? best : 'identity';
}

/** Identity is always acceptable, and the last choice where something else is named. */
const MIN_WEIGHT = 0.0001;
