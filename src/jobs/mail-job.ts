import { type TProperties, Type } from 'typebox';
import { defineJob } from './define-job.ts';
import { owedWork } from './owed-work.ts';
import { uuidSchema } from './uuid-schema.ts';

/** The worker reads all else from the database. */
const aboutOrder = { orderId: uuidSchema };
/** `recordId` is that of what happened to the order: a cancellation, a fulfilment, the receipt of a return, a refund. */
const aboutRecord = { orderId: uuidSchema, recordId: uuidSchema };
/** `linkId` is that of a row of `mailed_links`, which says whom it is for. */
const aboutLink = { linkId: uuidSchema };

/** Declares the mail that every placed order owes. */
export function defineOrderMail<const Name extends string>(name: Name) {
  return defineMail(name, aboutOrder);
}

/** Declares a mail about one thing that happened to an order. */
export function defineRecordMail<const Name extends string>(name: Name) {
  return defineMail(name, aboutRecord);
}

/** Declares a mail that brings a link, or tells a person of what was asked for in their name. */
export function defineLinkMail<const Name extends string>(name: Name) {
  return defineMail(name, aboutLink);
}

function defineMail<const Name extends string, Properties extends TProperties>(
  name: Name,
  properties: Properties,
) {
  return defineJob({
    name,
    queue: 'mail',
    payload: Type.Object(properties, { additionalProperties: false }),
    ...owedWork,
    // Eight mails wait for each connection to the mail server, which may take seven seconds for one.
    timeoutMs: 60_000,
  });
}
