import { markDelivered, undoFulfilment } from '../../../../order-life/change-fulfillment.ts';
import type { Action } from '../../actions/action.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ParcelRecord } from '../sql/find-records.ts';
import type { ChangeOrder } from './change-order.ts';
import { inWords, unitsIn } from './units.ts';

export interface ParcelOfOrder {
  order: OrderRecord;
  parcel: ParcelRecord;
}

const refuseDelivered = ({ parcel }: ParcelOfOrder): string | undefined =>
  parcel.deliveredAt === null ? undefined : 'The parcel was delivered already.';

export const deliveredAction = (change: ChangeOrder): Action<ParcelOfOrder, undefined> => ({
  path: 'delivered',
  operation: 'markDelivered',
  title: () => 'The parcel was delivered',
  refusal: refuseDelivered,
  read: () => undefined,
  review: ({ order, parcel }) => ({
    sentences: [
      `The parcel with ${inWords(unitsIn(order, parcel.items))} counts as delivered from now on.`,
      'It cannot be taken back then. Nobody gets a mail.',
    ],
    button: 'It was delivered',
  }),
  run: ({ order, parcel }, _nothing, by) =>
    change(by, order.id, (client, shown) =>
      markDelivered(client, { ...shown, fulfillmentId: parcel.id, deliveredAt: new Date() }),
    ),
  done: 'delivered',
});

export const undoShipmentAction = (change: ChangeOrder): Action<ParcelOfOrder, undefined> => ({
  path: 'undo',
  operation: 'undoFulfillment',
  title: () => 'Take the shipment back',
  refusal: refuseDelivered,
  read: () => undefined,
  review: ({ order, parcel }) => ({
    sentences: [
      `${inWords(unitsIn(order, parcel.items))} are to be shipped again: this parcel was not handed over.`,
      order.customer.email === null
        ? 'Nobody was told that it was, and nobody is told now.'
        : `${order.customer.name} has had a mail that says it was; nobody tells them otherwise.`,
    ],
    button: 'Take it back',
    isGrave: true,
  }),
  run: ({ order, parcel }, _nothing, by) =>
    change(by, order.id, (client, shown) => undoFulfilment(client, { ...shown, fulfillmentId: parcel.id })),
  done: 'undone',
});
