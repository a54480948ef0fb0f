import { registerHooks } from 'node:module';

/** Loaded before an API process: it writes its outbox and publishes nothing. Production has no such switch. */
registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/src/outbox/publisher.js')) return nextLoad(url, context);
    const source = 'export const createPublisher = () => ({ publish() {}, request() {}, async flush() {} });';
    return { format: 'module', shortCircuit: true, source };
  },
});
