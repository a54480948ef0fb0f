import { operationsOf } from '../../setup/openapi.ts';
import { changedAnswers } from './changed-answers.ts';
import { refusedRequests } from './refused-requests.ts';
import { alternatives, type Placed, resolve, type Schema } from './schemas.ts';

/** Two things of the same name, each with the document that it stands in. */
interface Pair {
  before: Schema;
  now: Schema;
}

/**
 * What a client that was made for the document `before` may trip over where `now` is what is served: one line each.
 * More operations, parameters that may be left out, members of answers, values and problems are none of these.
 */
export function breakingChanges(before: Schema, now: Schema): string[] {
  const offered = new Map(operationsOf(now).map(({ method, path, spec }) => [`${method} ${path}`, spec]));
  return operationsOf(before).flatMap(({ method, path, spec }) => {
    const name = `${method} ${path}`;
    const one = offered.get(name);
    if (one === undefined) return [`${name}: is gone`];
    const specs = { before: spec, now: one };
    return [callers, parameters, requestBody, answers].flatMap((compare) =>
      compare(specs, { before, now }).map((change) => `${name} ${change}`),
    );
  });
}

function callers({ before, now }: Pair): string[] {
  const isOpen = ({ security = [] }: Schema) =>
    security.length === 0 || security.some((scheme: object) => Object.keys(scheme).length === 0);
  return [
    ...(before.operationId === now.operationId ? [] : [`operationId: is ${now.operationId} now`]),
    ...(isOpen(before) && !isOpen(now) ? ['security: wants a token now'] : []),
    ...(now['x-scope'] !== undefined && now['x-scope'] !== before['x-scope']
      ? [`x-scope: is ${now['x-scope']} now`]
      : []),
  ];
}

function parameters({ before, now }: Pair, documents: Pair): string[] {
  const byName = ({ parameters: all = [] }: Schema) =>
    new Map<string, Schema>(all.map((one: Schema) => [`${one.in} ${one.name}`, one]));
  const [old, taken] = [byName(before), byName(now)];
  const demanded = [...taken].filter(([name, { required }]) => required && !old.get(name)?.required);
  return [
    ...demanded.map(([name]) => `${name}: is required now`),
    ...[...old].flatMap(([name, { schema }]) => {
      const one = taken.get(name);
      if (one === undefined) return [`${name}: is not taken any more`];
      return refusedRequests(
        { document: documents.before, schema },
        { document: documents.now, schema: one.schema },
        name,
      );
    }),
  ];
}

function requestBody({ before, now }: Pair, documents: Pair): string[] {
  const [old = {}, one = {}]: Schema[] = [before.requestBody, now.requestBody];
  return [
    ...(one.required && !old.required ? ['body: is required now'] : []),
    ...Object.entries<Schema>(old.content ?? {}).flatMap(([type, { schema }]) => {
      const media = one.content?.[type];
      if (media === undefined) return [`body: is not taken as ${type} any more`];
      return refusedRequests(
        { document: documents.before, schema },
        { document: documents.now, schema: media.schema },
        'body',
      );
    }),
  ];
}

function answers({ before, now }: Pair, documents: Pair): string[] {
  return Object.entries<Schema>(before.responses).flatMap(([status, response]) => {
    if (now.responses[status] === undefined) return [`${status}: is not answered any more`];
    const old = resolve({ document: documents.before, schema: response });
    const one = resolve({ document: documents.now, schema: now.responses[status] });
    const lost = Object.keys(old.headers ?? {}).filter((name) => one.headers?.[name] === undefined);
    return [
      ...lost.map((name) => `${status} header ${name}: is gone`),
      ...Object.entries<Schema>(old.content ?? {}).flatMap(([type, { schema }]) => {
        const media = one.content?.[type];
        if (media === undefined) return [`${status}: is not answered as ${type} any more`];
        const pair = [
          { document: documents.before, schema },
          { document: documents.now, schema: media.schema },
        ] as const;
        return type === 'application/problem+json'
          ? problems(...pair, status)
          : changedAnswers(...pair, status);
      }),
    ];
  });
}

/** Each problem is compared with its own: one more is no surprise, for clients decide by the codes that they know. */
function problems(before: Placed, now: Placed, status: string): string[] {
  const codeOf = ({ properties }: Schema): string => properties.code.const;
  return alternatives(before).flatMap((old) => {
    const code = codeOf(old);
    const one = alternatives(now).find((other) => codeOf(other) === code);
    if (one === undefined) return [`${status}: is not ${code} any more`];
    return changedAnswers({ ...before, schema: old }, { ...now, schema: one }, `${status} ${code}`);
  });
}
