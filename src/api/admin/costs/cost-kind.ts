import { hash } from 'node:crypto';
import type { Html } from '../../../markup/html.ts';
import type { Changes, SettingsRow } from '../../../rates/settings.ts';
import type { AuditedSettings } from '../../rates/audited-settings.ts';
import type { Form } from '../actions/form.ts';

/** One kind of what orders cost beside their goods, on the operators' pages. */
export interface CostKind<Row extends SettingsRow, View extends { version: number }>
  extends AuditedSettings<Row, View> {
  readonly path: string;
  /** Of operations, as the API names them: `createTaxRate`. */
  readonly operation: string;
  /** In words: `tax rate`. */
  readonly one: string;
  nameOf(row: Row): string;
  /** What can be done beside adding one: links that look like buttons. */
  readonly tools?: Html;
  /** Heads of the list's columns after the first, and the cells below them. */
  readonly columns: Html;
  cells(row: Row): Html;
  /** What is to be filled in. @param row undefined for one that is to be added */
  fields(form: Form, row: Row | undefined): Html;
  /** All that was filled in; what is wrong with it stands in the form's faults. */
  read(form: Form, row: Row | undefined): Changes<Row>;
  /** What will be so, in one sentence. */
  words(input: Changes<Row>): string;
  /** What to say at a field that does not fit to the others. */
  readonly unfitWords: Readonly<Record<string, string>>;
}

/** Another one whenever something changes that an operator decided on; what orders use up is none of that. */
export function fingerprintOf<Row extends SettingsRow, View extends { version: number }>(
  { viewOf }: CostKind<Row, View>,
  row: Row,
): string {
  const { version, updatedAt, used, ...decided } = viewOf(row) as Record<string, unknown>;
  return hash('sha256', JSON.stringify(decided), 'base64url');
}
