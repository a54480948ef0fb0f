import { requestOf } from '../setup/connection.ts';
import { copyRows } from './copy-rows.ts';
import { always, type Example, type Examples, type Measured, make, oneOf } from './example.ts';

const COPIES = 2_000;

/** Things that staff makes, reads, changes and removes. */
export interface Kept {
  /** As operations call one of them, and several. */
  names: [one: string, several: string];
  path: string;
  table: string;
  body: (n: number) => object;
  change?: (n: number) => object;
  /** What two of them may not have alike, as SQL by column, of a copy's number `n`. */
  changed?: Record<string, string>;
  /** How many are copied. */
  copies?: number;
}

/** The operations of things that staff keeps, by `operationId`; those that need one have copies of their own. */
export function keptExamples(measured: Measured, kept: Kept, create = 'create', remove = 'delete'): Examples {
  const { pool, token } = measured;
  const { path, table, body, change, changed = {}, copies = COPIES } = kept;
  const [one, several] = kept.names;
  const call = (method: string, to: string, sent?: object) => requestOf(method, to, { token, body: sent });
  let made = 0;
  let rounds = 0;
  let ids: string[] = [];
  const copy = async () => {
    const id = await make(measured, path, body(made++));
    const own = Object.entries(changed).map(([name, sql]) => [
      name,
      sql.replaceAll('$round', String(rounds)),
    ]);
    rounds++;
    ids = await copyRows(pool, { table, id, count: copies, changed: Object.fromEntries(own) });
    return undefined;
  };
  const example = (request: Example['request']): Example[] => [{ prepare: copy, request }];
  return {
    [`${create}${one}`]: always(() => call('POST', path, body(made++))),
    [`list${several}`]: example(() => call('GET', path)),
    [`get${one}`]: example(() => call('GET', `${path}/${oneOf(ids)}`)),
    ...(change && {
      [`update${one}`]: example((n) => call('PATCH', `${path}/${ids[n % ids.length]}`, change(n))),
    }),
    [`${remove}${one}`]: [
      {
        prepare: () => copy().then(() => ids.length),
        request: () => call('DELETE', `${path}/${ids.pop()}`),
      },
    ],
  };
}
