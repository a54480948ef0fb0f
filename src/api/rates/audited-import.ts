import type { PoolClient } from 'pg';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import { newId } from '../../ids.ts';
import { type ImportedRates, importTaxRates } from '../../rates/import-tax-rates.ts';

/**
 * Imports a file of tax rates and records that, in the caller's transaction.
 *
 * @returns what became of it, and the id that the audit log has it under @throws {TaxRateCsvError}
 */
export async function importAudited(
  client: PoolClient,
  trail: AuditTrail,
  csv: string,
): Promise<{ id: string; imported: ImportedRates }> {
  const imported = await importTaxRates(client, csv);
  const id = newId();
  await recordAudit(client, trail, { subject: { type: 'tax-rate-import', id }, after: { ...imported } });
  return { id, imported };
}
