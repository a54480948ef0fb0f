import type { Scope } from '../../../accounts/scopes.ts';
import type { AuditTrail } from '../../../audit/audit-row.ts';
import type { KeyedRequest } from '../../../idempotency/keyed-request.ts';
import type { Html } from '../../../markup/html.ts';
import type { DoneWord } from './done-notice.ts';
import type { Form } from './form.ts';

/** Something that an operator does to a thing of the shop, such as an order. */
export interface Action<Subject, Input> {
  /** Last part of its address, below that of its subject. */
  path: string;
  /** Its name in the audit log: the operationId of the API where that does the same. */
  operation: string;
  title(subject: Subject): string;
  /** Why it cannot be done now, in words; undefined where it can. */
  refusal?(subject: Subject): string | undefined;
  /** What is to be filled in; without it there is nothing but the confirmation. */
  fields?(subject: Subject, form: Form): Html;
  /** What was filled in; what is wrong with it stands in the form's faults. */
  read(subject: Subject, form: Form): Input;
  /** What will happen, a sentence each. */
  review(subject: Subject, input: Input): Review;
  /** Does it, once: where it was done under this key before, it does nothing. */
  run(subject: Subject, input: Input, by: Operator): Promise<void>;
  /** What the page says that comes then. */
  done: DoneWord;
}

export interface Review {
  sentences: (string | Html)[];
  /** On the button that does it. */
  button: string;
  /** It takes something away. */
  isGrave?: boolean;
}

/** Who does it, and what they were shown. */
export interface Operator {
  id: string;
  role: 'ADMIN' | 'STAFF';
  scopes: readonly Scope[];
  /** For the audit log. */
  trail: AuditTrail;
  /** Under the one-time key of the page of which the button was pressed. */
  request: KeyedRequest;
  /** Version of the subject on the page on which it began. */
  seen: string;
}

/** It cannot be done, for a reason that the operator is told. */
export class ActionRefused extends Error {
  override readonly name = 'ActionRefused';
}

/** It has changed since it was shown. */
export class SubjectChanged extends ActionRefused {
  constructor() {
    super('Somebody changed this while you looked at it. Nothing was done: look again, then decide.');
  }
}
