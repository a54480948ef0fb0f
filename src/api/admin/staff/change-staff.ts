import type { FastifyInstance } from 'fastify';
import type { PoolClient } from 'pg';
import type { AuditedChange } from '../../../audit/audit-row.ts';
import { recordAudit } from '../../../audit/record-audit.ts';
import { inTransaction } from '../../../database/in-transaction.ts';
import { runOnce } from '../../../idempotency/run-once.ts';
import type { OutboxRow } from '../../../outbox/enqueue.ts';
import type { Operator } from '../actions/action.ts';

/** Changes who may do what, once and in one transaction with its record, and publishes what that owes. */
export type ChangeStaff = (
  by: Operator,
  reference: string,
  work: (client: PoolClient) => Promise<StaffChange>,
) => Promise<void>;

export interface StaffChange {
  owes: readonly OutboxRow[];
  /** For the audit log. */
  change: AuditedChange;
}

export const changeStaff =
  (app: FastifyInstance): ChangeStaff =>
  async (by, reference, work) => {
    const transact = <T>(inside: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, inside);
    const { result } = await runOnce(transact, by.request, async (client) => {
      const { owes, change } = await work(client);
      await recordAudit(client, by.trail, change);
      return { answer: { reference, status: 303, body: '' }, result: { owes } };
    });
    if (result) app.jobs.publish(result.owes);
  };
