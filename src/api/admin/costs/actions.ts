import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance } from 'fastify';
import { runOnce } from '../../../idempotency/run-once.ts';
import type { Changes, SettingsRow } from '../../../rates/settings.ts';
import { addAudited, changeAudited, removeAudited } from '../../rates/audited-settings.ts';
import type { Action, Operator } from '../actions/action.ts';
import type { Form } from '../actions/form.ts';
import { type CostKind, fingerprintOf } from './cost-kind.ts';

/** Writes a row once, in one transaction with its record. */
export type ChangeCosts = (
  by: Operator,
  work: (em: EntityManager) => Promise<{ id: string }>,
) => Promise<void>;

export const changeCosts =
  (app: FastifyInstance): ChangeCosts =>
  async (by, work) => {
    const transact = <T>(inside: (em: EntityManager) => Promise<T>) =>
      app.orm.em.fork().transactional(inside);
    await runOnce(transact, by.request, async (em) => {
      const row = await work(em);
      return { answer: { reference: row.id, status: 303, body: '' }, result: row };
    });
  };

export const addAction = <Row extends SettingsRow, View extends { version: number }>(
  change: ChangeCosts,
  kind: CostKind<Row, View>,
): Action<object, Changes<Row>> => ({
  path: 'add',
  operation: `create${kind.operation}`,
  title: () => `A new ${kind.one}`,
  fields: (_none, form) => kind.fields(form, undefined),
  read: (_none, form) => readWhole(kind, form, undefined),
  review: (_none, input) => ({
    sentences: [kind.words(input), 'Orders that were placed keep what they cost.'],
    button: 'Add it',
  }),
  run: (_none, input, by) => change(by, (em) => addAudited(em, by.trail, kind, input)),
  done: 'added',
});

export const changeAction = <Row extends SettingsRow, View extends { version: number }>(
  change: ChangeCosts,
  kind: CostKind<Row, View>,
): Action<Row, Changes<Row>> => ({
  path: 'change',
  operation: `update${kind.operation}`,
  title: (row) => `Change ${kind.nameOf(row)}`,
  fields: (row, form) => kind.fields(form, row),
  read: (row, form) => readWhole(kind, form, row),
  review: (row, input) => ({
    sentences: [
      `Until now: ${kind.words(row)}`,
      `From now on: ${kind.words(input)}`,
      'Orders that were placed keep what they cost.',
    ],
    button: 'Change it',
  }),
  run: ({ id }, input, by) =>
    change(by, (em) =>
      changeAudited(em, by.trail, kind, id, input, (_version, row) => fingerprintOf(kind, row) === by.seen),
    ),
  done: 'changed',
});

export const removeAction = <Row extends SettingsRow, View extends { version: number }>(
  change: ChangeCosts,
  kind: CostKind<Row, View>,
): Action<Row, undefined> => ({
  path: 'remove',
  operation: `delete${kind.operation}`,
  title: (row) => `Remove ${kind.nameOf(row)}`,
  read: () => undefined,
  review: (row) => ({
    sentences: [
      `No order gets it any more: ${kind.words(row)}`,
      'Orders that were placed keep what they cost.',
    ],
    button: 'Remove it',
    isGrave: true,
  }),
  run: ({ id }, _nothing, by) =>
    change(by, (em) =>
      removeAudited(em, by.trail, kind, id, (_version, row) => fingerprintOf(kind, row) === by.seen),
    ),
  done: 'gone',
});

function readWhole<Row extends SettingsRow, View extends { version: number }>(
  kind: CostKind<Row, View>,
  form: Form,
  row: Row | undefined,
): Changes<Row> {
  const input = kind.read(form, row);
  const unfit = form.faults.size === 0 ? kind.settings.unfit({ ...row, ...input } as Row) : undefined;
  if (unfit) form.faults.set(unfit.member, kind.unfitWords[unfit.member] ?? unfit.why);
  return input;
}
