import type { DeliveryRecord } from '../../../outbox/sql/find-deliveries.ts';
import type { MessageRecord } from '../../../outbox/sql/find-messages.ts';
import type { OrderMoney } from '../../../payments/money-state.ts';
import type { JobState } from './job-states.ts';
import type { EventRecord } from './sql/find-events.ts';
import type { OrderRecord } from './sql/find-order.ts';
import type { OrderRecords } from './sql/find-records.ts';
import type { SaleRecord } from './sql/sale-record.ts';

/** Everything about one order; a part that could not be read in time is undefined. */
export interface OrderDetails {
  order: OrderRecord;
  messages: (MessageRecord & { state: JobState })[] | undefined;
  deliveries: DeliveryRecord[] | undefined;
  sales: SaleRecord[] | undefined;
  records: OrderRecords | undefined;
  events: EventRecord[] | undefined;
  money: OrderMoney | undefined;
}
