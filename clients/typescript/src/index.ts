export {
  type Api,
  createHoldfast,
  type Holdfast,
  type HoldfastOptions,
  type Schemas,
} from './client.ts';
export { everyItem, type Page } from './pages.ts';
export { HoldfastProblem, orThrow, type ProblemBody } from './problem.ts';
export type { RetryOptions } from './retry.ts';
export type { components, operations, paths } from './schema.ts';
export { type KeptTokens, memoryStore, type TokenStore, type Tokens } from './tokens.ts';
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
  WebhookRefused,
} from './webhooks.ts';
