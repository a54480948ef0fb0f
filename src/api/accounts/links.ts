import { Type } from 'typebox';
import { strict } from '../schemas.ts';

/**
 * Limits of what a stranger may ask mails for: of one network address, and of all at one process. Each request writes two
 * rows, which go within a day or with the outbox.
 */
export const LINK_REQUESTS = { perMinute: 30, perMinuteOfAll: 1_200 } as const;
/** Of those who come with a token: guessing one is hopeless at any rate. */
export const LINK_ANSWERS = { perMinute: 120 } as const;

/** Longer than any token. */
export const TokenParams = strict({
  token: Type.String({ minLength: 1, maxLength: 100, description: 'The end of the mailed link' }),
});

/** The answer to a request for a mail: it says nothing, whatever becomes of the request. */
export const AcceptedSchema = Type.Object(
  {},
  { title: 'Accepted', description: 'Taken. A mail comes where there is somebody to send it to' },
);
