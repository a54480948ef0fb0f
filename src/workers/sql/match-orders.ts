import { uuidAt } from '../../lists/uuid-time.ts';
import { readOrderNumber } from '../../orders/order-number.ts';
import type { MatchLinks } from './take-links.ts';

interface Asked {
  id: string;
  order_number: string | null;
}

/**
 * The order that has the number, if the address is the one that its mails go to. Orders are looked for among those of the
 * minute that the number says.
 */
export const matchOrders: MatchLinks = async (client, ids) => {
  const { rows: asked } = await client.query<Asked>({
    name: 'links.read-order-numbers',
    text: 'select id, order_number from mailed_links where id = any($1::uuid[]) and mailed_at is null',
    values: [ids],
  });
  const wanted = asked.flatMap(({ id, order_number }) => {
    const number = readOrderNumber(order_number ?? '');
    return number ? [{ id, ...number }] : [];
  });
  if (wanted.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    name: 'links.match-orders',
    text: `
      update mailed_links l set order_id = found.order_id
        from (select w.id, o.id as order_id
                from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as w (id, from_id, to_id, ending)
               cross join lateral (select email from mailed_links m where m.id = w.id limit 1) asked
               cross join lateral (
                 select o.id from orders o
                  where o.id >= w.from_id and o.id < w.to_id and right(o.id::text, 6) = w.ending
                    and lower(coalesce((select email from order_contacts c where c.order_id = o.id),
                                       o.customer_email,
                                       (select email from users u where u.id = o.user_id))) = asked.email
                  order by o.id limit 1) o) found
       where l.id = found.id
      returning l.id`,
    values: [
      wanted.map(({ id }) => id),
      wanted.map(({ fromMs }) => uuidAt(fromMs)),
      wanted.map(({ toMs }) => uuidAt(toMs)),
      wanted.map(({ ending }) => ending),
    ],
  });
  return rows.map((row) => row.id);
};
