/** The movement of the stock that a line of an order was. */
export interface SaleRecord {
  productId: string;
  productVersion: number;
  delta: number;
  resultingQuantity: number;
  createdAt: Date;
}
