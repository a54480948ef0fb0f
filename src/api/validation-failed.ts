import { type Fault, Problem } from '../errors.ts';

/** A fault of a request that its schema does not know. @param errors where in the request, and what is wrong there */
export const validationFailed = (...errors: Fault[]): Problem =>
  new Problem('validation_failed', 'See errors for what to change', { extensions: { errors } });
