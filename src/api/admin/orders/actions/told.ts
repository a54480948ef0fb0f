import type { OrderRecord } from '../sql/find-order.ts';

/** Who is told what is about to be done. @param what behind "a mail", such as `that says so` */
export function whoIsTold(
  { customer: { name, email } }: Pick<OrderRecord, 'customer'>,
  what: string,
): string {
  return email === null
    ? 'Nobody gets a mail: there is no e-mail address to this order.'
    : `${name} gets a mail ${what}.`;
}
