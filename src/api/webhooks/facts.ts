import type { Facts } from '../../audit/facts.ts';
import type { EndpointView } from '../../webhooks/endpoint-view.ts';

/** For the audit log: which endpoint it is about. */
export const subjectOfEndpoint = (id: string) => ({ type: 'webhook-endpoint', id });

/** For the audit log: what somebody can change of it. A query may hold what the receiver takes for a password. */
export const factsOfEndpoint = ({ url, types, description, enabled }: EndpointView): Facts => ({
  url: url.split('?', 1)[0],
  types: types.join(', '),
  description,
  enabled,
});
