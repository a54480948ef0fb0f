import type { FastifyRequest } from 'fastify';

const idPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** The id that a text is, with or without its dashes; undefined for what is none. */
export function readId(text: string): string | undefined {
  return idPattern.exec(text)?.slice(1).join('-').toLowerCase();
}

/** A text of an address's query, cut to `max` characters; empty where there is none. */
export function queryText(request: FastifyRequest, name: string, max: number): string {
  const value = (request.query as Record<string, unknown>)[name];
  // PostgreSQL takes no NUL: the sign for what cannot be read stands for it, and is found nowhere.
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd').trim().slice(0, max) : '';
}

/** A day as a browser writes it; empty for what is none, such as 30 February, which JavaScript takes for 2 March. */
export function readDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return '';
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : '';
}
