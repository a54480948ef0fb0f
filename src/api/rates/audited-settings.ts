import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { differenceOf, type Facts } from '../../audit/facts.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import {
  addSetting,
  type Changes,
  changeSetting,
  type Precondition,
  removeSetting,
  type Settings,
  type SettingsRow,
} from '../../rates/settings.ts';

/** One kind of settings, and how the audit log tells of it. */
export interface AuditedSettings<Row extends SettingsRow, View extends { version: number }> {
  readonly settings: Settings<Row>;
  readonly viewOf: (row: Row) => View;
  /** Type of the subject: `tax-rate`. */
  readonly subject: string;
}

/** Adds a row and records that, in the caller's transaction. @throws {RatesError} */
export async function addAudited<Row extends SettingsRow, View extends { version: number }>(
  em: EntityManager,
  trail: AuditTrail,
  { settings, viewOf, subject }: AuditedSettings<Row, View>,
  input: Changes<Row>,
): Promise<Row> {
  const row = await addSetting(em, settings, input);
  await recordAudit(em, trail, { subject: { type: subject, id: row.id }, after: factsOf(viewOf(row)) });
  return row;
}

/** Changes a row and records what is different, in the caller's transaction; nothing of it where nothing is. @throws {RatesError} */
export async function changeAudited<Row extends SettingsRow, View extends { version: number }>(
  em: EntityManager,
  trail: AuditTrail,
  { settings, viewOf, subject }: AuditedSettings<Row, View>,
  id: string,
  changes: Changes<Row>,
  precondition: Precondition<Row>,
): Promise<Row> {
  const { row, before } = await changeSetting(em, settings, id, changes, precondition);
  if (row.version === before.version) return row;
  const difference = differenceOf(factsOf(viewOf(before)), factsOf(viewOf(row)));
  await recordAudit(em, trail, { subject: { type: subject, id: row.id }, ...difference });
  return row;
}

/** Removes a row and records that, in the caller's transaction. @returns what it was @throws {RatesError} */
export async function removeAudited<Row extends SettingsRow, View extends { version: number }>(
  em: EntityManager,
  trail: AuditTrail,
  { settings, viewOf, subject }: AuditedSettings<Row, View>,
  id: string,
  precondition: Precondition<Row>,
): Promise<Row> {
  const gone = await removeSetting(em, settings, id, precondition);
  await recordAudit(em, trail, { subject: { type: subject, id: gone.id }, before: factsOf(viewOf(gone)) });
  return gone;
}

const factsOf = (view: object): Facts => ({ ...view });
