/** What happened to an order, as far as every mail about it wants to know. */
export interface RecordForMail {
  id: string;
  orderId: string;
  createdAt: Date;
  /** Units by the position of the order's item. */
  items: { position: number; quantity: number }[];
}

/** A record as its statement reads it. */
export type RecordRow<Record extends RecordForMail> = Omit<Record, 'createdAt'> & {
  /** In ms since 1970. */
  createdAt: number;
};

export function recordOf<Record extends RecordForMail>(row: RecordRow<Record>): Record {
  return { ...row, createdAt: new Date(row.createdAt) } as Record;
}
