/** An error as Stripe answers it. */
export class WireError extends Error {
  constructor(
    readonly status: number,
    readonly type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error',
    readonly code: string | undefined,
    message: string,
    readonly parameter?: string,
  ) {
    super(message);
  }

  get body(): object {
    const { type, code, message, parameter: param } = this;
    return { error: { type, code, message, param } };
  }
}

export const missing = (kind: string, id: string) =>
  new WireError(404, 'invalid_request_error', 'resource_missing', `No such ${kind}: '${id}'`, 'id');

export const invalid = (message: string, parameter?: string, code?: string) =>
  new WireError(400, 'invalid_request_error', code, message, parameter);
