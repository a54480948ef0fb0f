import type { Statement } from '../../database/statement.ts';

/**
 * $1 int: rows at most. Open payments whose provider is asked now; the next look is further away each time: 2, 5, 15 and 60
 * minutes after the first, then every hour.
 */
export const takeDuePayments: Statement = {
  name: 'order-payments.take-due-payments',
  text: `
    update payments p
       set looks = looks + 1,
           next_look_at = clock_timestamp()
             + case looks when 0 then interval '3 minutes' when 1 then interval '10 minutes'
                          when 2 then interval '45 minutes' else interval '1 hour' end
      from (select id from payments where next_look_at <= clock_timestamp()
             order by next_look_at limit $1 for update skip locked) due
     where p.id = due.id
    returning row_to_json(p) as row`,
};

/** $1 int. Operations without an outcome whose job should have brought one. */
export const findDueOperations: Statement = {
  name: 'order-payments.find-due-operations',
  text: `
    select id from payment_operations
     where finished_at is null and next_look_at <= clock_timestamp()
     order by next_look_at limit $1`,
};

/** $1 int. Webhooks that are not applied. */
export const findDueMessages: Statement = {
  name: 'order-payments.find-due-messages',
  text: `
    select id from payment_inbox
     where settled_at is null and next_look_at <= clock_timestamp()
     order by next_look_at limit $1`,
};
