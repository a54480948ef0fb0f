import { alternatives, isWithin, type Placed, type Schema, valuesOf } from './schemas.ts';

/** What was good to send by the schema `before` and is refused by `now`: one line each, which begins with the place. */
export function refusedRequests(before: Placed, now: Placed, place: string): string[] {
  return alternatives(before).flatMap((old) => {
    const tries = alternatives(now).map((one) =>
      refused({ ...before, schema: old }, { ...now, schema: one }, place),
    );
    // One that takes it will do; where none does, the nearest tells what is missing.
    return tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
  });
}

function refused(before: Placed, now: Placed, place: string): string[] {
  const [old, one]: Schema[] = [before.schema, now.schema];
  if (!isWithin(old.type, one.type)) return [`${place}: takes no ${old.type} any more`];
  return [
    ...narrowed(old, one).map((why) => `${place}: ${why}`),
    ...members(before, now, place),
    ...(old.items && one.items
      ? refusedRequests({ ...before, schema: old.items }, { ...now, schema: one.items }, `${place}/*`)
      : []),
  ];
}

function members(before: Placed, now: Placed, place: string): string[] {
  const [old = {}, one = {}]: Schema[] = [before.schema.properties, now.schema.properties];
  const required: string[] = now.schema.required ?? [];
  const demanded = required.filter((name) => !before.schema.required?.includes(name));
  return [
    ...demanded.map((name) => `${place}/${name}: is required now`),
    ...Object.keys(old).flatMap((name) => {
      const at = `${place}/${name}`;
      if (one[name] !== undefined)
        return refusedRequests({ ...before, schema: old[name] }, { ...now, schema: one[name] }, at);
      return now.schema.additionalProperties === false ? [`${at}: is not taken any more`] : [];
    }),
  ];
}

const least = ['minimum', 'minLength', 'minItems', 'minProperties'];
const most = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];
const exact = ['pattern', 'format', 'uniqueItems', 'multipleOf'];

function narrowed(old: Schema, now: Schema): string[] {
  const values = valuesOf(now);
  const before = valuesOf(old);
  const gone = values && before?.filter((value) => !values.includes(value));
  return [
    ...(gone ?? []).map((value) => `does not take ${JSON.stringify(value)} any more`),
    ...(values && !before ? [`takes only ${JSON.stringify(values)} now`] : []),
    ...least
      .filter((bound) => now[bound] > (old[bound] ?? 0))
      .map((bound) => `${bound} is ${now[bound]} now`),
    ...most
      .filter((bound) => now[bound] < (old[bound] ?? Number.POSITIVE_INFINITY))
      .map((bound) => `${bound} is ${now[bound]} now`),
    ...exact
      .filter((keyword) => now[keyword] && now[keyword] !== old[keyword])
      .map((keyword) => `${keyword} is ${now[keyword]} now`),
  ];
}
