/** Why an endpoint, or a delivery, is not changed. */
export type WebhookFault =
  | { kind: 'no_such_endpoint' }
  | { kind: 'no_such_delivery' }
  | { kind: 'other_version'; version: number }
  | { kind: 'endpoint_disabled' }
  | { kind: 'endpoint_limit' }
  | { kind: 'secret_limit' };

/** Nothing of what was asked for is done. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(readonly fault: WebhookFault) {
    super(fault.kind);
  }
}
