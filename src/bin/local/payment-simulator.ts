import { join } from 'node:path';
import { localSettings } from '../../local/local-settings.ts';
import { SIMULATOR_WEBHOOK_SECRET, startPaymentSimulator } from '../../local/payments/simulator.ts';
import { onStopSignal } from '../../local/stop-signals.ts';
import { failStart, tellParent } from '../../process/lifecycle.ts';

/** The process behind `npm run payment-simulator`: the payment provider of `npm start`, alone and in Stripe's place. */
try {
  const settings = localSettings(process.env);
  const { host, port, paymentSimulatorPort } = settings;
  const simulator = await startPaymentSimulator({
    // Not the folder of an `npm start` beside it.
    folder: join(settings.dataDir, 'payment-simulator'),
    host,
    port: paymentSimulatorPort,
    exactly: true,
  });
  const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const url = settings.paymentWebhookUrl ?? `http://${reachable}:${port}/payment-webhooks/stripe`;
  simulator.deliverTo({ url, secret: settings.stripeWebhookSecret ?? SIMULATOR_WEBHOOK_SECRET });
  const stop = () => void simulator.stop().then(() => process.exit(0));
  onStopSignal(stop, () => process.exit(1));
  process.on('disconnect', stop);
  process.stdout.write(`webhooks ${url}\nready ${simulator.url}\n`);
  tellParent({ type: 'ready', url: simulator.url });
} catch (error) {
  failStart(error);
}
