/** What the simulator holds, as Stripe shows it on the wire; times in seconds, amounts in Stripe's own units. */
export interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  status:
    | 'requires_payment_method'
    | 'requires_action'
    | 'processing'
    | 'requires_capture'
    | 'succeeded'
    | 'canceled';
  capture_method: 'automatic' | 'manual';
  client_secret: string;
  created: number;
  /** As `created`, in milliseconds: not Stripe's, for lists that people and scripts look at. */
  created_ms: number;
  canceled_at: number | null;
  cancellation_reason: string | null;
  latest_charge: string | null;
  last_payment_error: { type: string; code: string; decline_code?: string; message: string } | null;
  metadata: Record<string, string>;
  next_action: {
    type: 'redirect_to_url';
    redirect_to_url: { url: string; return_url: string | null };
  } | null;
  livemode: false;
  /** The buyer walked away: for people, not for the shop. */
  abandoned?: true;
}

export interface Charge {
  id: string;
  object: 'charge';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  refunded: boolean;
  disputed: boolean;
  currency: string;
  status: 'succeeded' | 'pending' | 'failed';
  failure_code: string | null;
  payment_intent: string;
  balance_transaction: string | null;
  /** Until when it is held, of one that is captured later. */
  payment_method_details?: { type: 'card'; card: { capture_before: number } };
  metadata: Record<string, string>;
  created: number;
  livemode: false;
}

export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason?: string;
  reason: string | null;
  balance_transaction: string | null;
  metadata: Record<string, string>;
  created: number;
}

export interface Session {
  id: string;
  object: 'checkout.session';
  mode: 'payment';
  amount_total: number;
  currency: string;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid';
  payment_intent: string | null;
  client_reference_id: string | null;
  success_url: string;
  cancel_url: string | null;
  url: string | null;
  metadata: Record<string, string>;
  created: number;
  /** As `created`, in milliseconds: not Stripe's, for lists that people and scripts look at. */
  created_ms: number;
  expires_at: number;
  livemode: false;
  /** The buyer walked away: for people, not for the shop. */
  abandoned?: true;
  /** For the intent, which is there once the buyer does something. */
  payment_intent_data: { capture_method: Intent['capture_method']; metadata: Record<string, string> };
}

export interface Dispute {
  id: string;
  object: 'dispute';
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'won' | 'lost';
  created: number;
  livemode: false;
}

export interface StripeEvent {
  id: string;
  object: 'event';
  type: string;
  api_version: string;
  created: number;
  data: { object: object };
  livemode: false;
  pending_webhooks: number;
}

/** An answer that was given under an Idempotency-Key. */
export interface KeptAnswer {
  id: string;
  /** Of method, path and body. */
  fingerprint: string;
  status: number;
  body: string;
  created: number;
}
