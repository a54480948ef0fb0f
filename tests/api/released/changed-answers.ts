import { alternatives, isWithin, type Placed, type Schema, valuesOf } from './schemas.ts';

/**
 * What a reader of answers by the schema `before` would not find, or not expect, in those by `now`: one line each, which
 * begins with the place. More members, and more values of an enum, are no surprise: clients pass over what they do not know.
 */
export function changedAnswers(before: Placed, now: Placed, place: string): string[] {
  const known = alternatives(before);
  return alternatives(now).flatMap((one) => {
    const tries = known.map((old) => changed({ ...before, schema: old }, { ...now, schema: one }, place));
    return tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
  });
}

function changed(before: Placed, now: Placed, place: string): string[] {
  const [old, one]: Schema[] = [before.schema, now.schema];
  if (!isWithin(one.type, old.type)) return [`${place}: may be ${one.type ?? 'anything'} now`];
  if (old.const !== undefined && !valuesOf(one)?.every((value) => value === old.const))
    return [`${place}: is not ${JSON.stringify(old.const)} any more`];
  return [
    ...(old.format && old.format !== one.format ? [`${place}: is not of format ${old.format} any more`] : []),
    ...members(before, now, place),
    ...(old.items
      ? changedAnswers({ ...before, schema: old.items }, { ...now, schema: one.items }, `${place}/*`)
      : []),
  ];
}

function members(before: Placed, now: Placed, place: string): string[] {
  const [old = {}, one = {}]: Schema[] = [before.schema.properties, now.schema.properties];
  const mayLack = (name: string) =>
    before.schema.required?.includes(name) && !now.schema.required?.includes(name);
  return Object.keys(old).flatMap((name) => {
    const at = `${place}/${name}`;
    if (one[name] === undefined) return [`${at}: is gone`];
    return [
      ...(mayLack(name) ? [`${at}: may be absent now`] : []),
      ...changedAnswers({ ...before, schema: old[name] }, { ...now, schema: one[name] }, at),
    ];
  });
}
