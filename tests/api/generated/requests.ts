import fc from 'fast-check';
import type { Call, Method } from '../../setup/caller.ts';
import type { Operation } from '../../setup/openapi.ts';
import type { Crowd } from './crowd.ts';
import { junk, type Schema, type Values } from './values.ts';

/** How a request is made: about new things or known ones with a good body, with one fault, or from the schemas alone. */
export type Kind = 'new' | 'good' | 'one fault' | 'right' | 'wild';

/** A request as far as chance says it; things that are there are picked when it is sent. */
export interface Made {
  operation: Operation;
  kind: Kind;
  /** Whether somebody calls who may. */
  isAllowed: boolean;
  /** Picks the caller, the place and the member that is wrong. */
  pick: number;
  parameters: Record<string, unknown>;
  extra: Record<string, string>;
  body: unknown;
  fault: unknown;
}

/** Headers that any request may have. */
const extras: Record<string, string>[] = [
  { accept: 'application/json; charset=utf-8' },
  { accept: 'text/html' },
  { authorization: 'Bearer rubbish' },
  { 'if-none-match': '*' },
  { 'if-match': '"1"' },
  { 'content-type': 'text/plain' },
  { 'idempotency-key': 'the-same' },
  { 'x-forwarded-for': '203.0.113.9' },
];

export function requestsOf(operation: Operation, values: Values): fc.Arbitrary<Made> {
  const schema = operation.spec.requestBody?.content?.['application/json']?.schema;
  const kinds: [Kind, number][] = [
    ['new', 1],
    ['good', 3],
    ['one fault', 4],
    ['right', 3],
    ['wild', 3],
  ];
  return fc.oneof(
    ...kinds.map(([kind, weight]) => {
      const value = kind === 'wild' ? values.any : values.right;
      const parameters = (operation.spec.parameters ?? []).map((parameter: Schema) => {
        const made = value(parameter.schema, parameter.name);
        // What stands in a path is of use where no such thing is known.
        if (parameter.in === 'path' && kind !== 'wild') return [`path ${parameter.name}`, made];
        return [`${parameter.in} ${parameter.name}`, seldom(made, kind === 'wild' ? 2 : 6)];
      });
      return {
        weight,
        arbitrary: fc.record<Made>({
          operation: fc.constant(operation),
          kind: fc.constant(kind),
          isAllowed:
            kind === 'wild' ? fc.boolean() : fc.oneof(fc.constant(true), fc.constant(true), fc.boolean()),
          pick: fc.nat({ max: 1_000_000 }),
          parameters: fc.record(Object.fromEntries(parameters)),
          extra:
            kind === 'new' ? fc.constant({}) : seldom(fc.constantFrom(...extras), 8).map((one) => one ?? {}),
          body: schema ? value(schema) : fc.constant(undefined),
          fault: junk,
        }),
      };
    }),
  );
}

/** Once in `oneIn`, and undefined otherwise. */
function seldom<T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** The request as it is sent; what a call of `new` things is, is prepared. */
export function callOf(
  { operation, kind, pick, parameters, extra, body, fault }: Made,
  crowd: Crowd,
  ready?: Call,
): Call {
  const named = (place: string) =>
    Object.entries(parameters).flatMap(([key, value]) =>
      key.startsWith(`${place} `) && value !== undefined
        ? [[key.slice(place.length + 1), asText(value)]]
        : [],
    ) as [string, string][];
  const headers = Object.fromEntries(named('header').map(([name, value]) => [name, forHeader(value)]));
  const query = named('query').map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  const inPath = Object.fromEntries(named('path'));
  const template = kind === 'wild' ? withValues(operation.path, inPath) : operation.path;
  const path = ready?.url ?? withValues(crowd.places.of(template, pick), inPath).replace(/\{\w+\}/g, 'x');
  const good = crowd.bodies.get(operation);
  return {
    method: operation.method as Method,
    url: query.length === 0 || ready ? path : `${path}?${query.join('&')}`,
    headers: { ...(ready ? {} : headers), ...extra },
    body: ready
      ? ready.body
      : kind === 'good'
        ? good
        : kind === 'one fault'
          ? faulty(good ?? body, body, pick, fault)
          : body,
  };
}

function withValues(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (whole, name) =>
    values[name] === undefined ? whole : encodeURIComponent(values[name].toWellFormed()),
  );
}

/** A good body with one member gone, as chance has it, or nonsense. */
function faulty(good: unknown, body: unknown, pick: number, fault: unknown): unknown {
  if (typeof good !== 'object' || good === null || Array.isArray(good)) return body;
  const names = Object.keys({ ...good, ...(body as object) });
  const name = names[pick % names.length];
  if (name === undefined) return body;
  const values = [undefined, (body as Record<string, unknown>)?.[name], fault];
  return { ...good, [name]: values[pick % 3] };
}

const asText = (value: unknown) => String(typeof value === 'object' ? JSON.stringify(value) : value);
/** What Node lets into a header. */
const forHeader = (value: string) => value.replace(/[^\x20-\x7e]/g, '');
