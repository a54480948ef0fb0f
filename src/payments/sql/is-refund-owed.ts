/** An operation `name` of the order and amount of `q`, by which people gave money back after that had failed. */
const given = (name: string): string => `(
  ${name}.order_id = q.order_id and ${name}.kind = 'REFUND' and ${name}.amount = q.amount and ${name}.state = 'SUCCEEDED'
  and ${name}.created_at > q.finished_at and (${name}.actor_role <> 'SYSTEM' or ${name}.reason = 'provider'))`;

/**
 * Whether a failed refund `q` of a payment `p` waits for a person still: not where nothing is left of the payment to give
 * back, nor where people gave the same amount back afterwards, here or at the provider's desk. Each such refund is for one:
 * the latest that had failed by then. As `isRefundOwed` of an order that is read. Few refunds fail.
 */
export const refundIsOwed = `(
  p.captured - p.refunded > coalesce((select sum(w.amount) from payment_operations w
    where w.payment_id = p.id and w.kind = 'REFUND' and w.state in ('REQUESTED', 'SENT')), 0)
  and not exists (
    select from payment_operations g
     where ${given('g')}
       and (select count(*) from payment_operations s where ${given('s')} and s.created_at <= g.created_at)
        >= (select count(*) from payment_operations f
             where f.order_id = q.order_id and f.kind = 'REFUND' and f.amount = q.amount and f.state = 'FAILED'
               and f.finished_at >= q.finished_at and f.finished_at < g.created_at)))`;
