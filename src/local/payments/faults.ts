/** What goes wrong on purpose. Shares are of 0 to 1; counts are of the next calls that would change something. */
export interface Faults {
  /** Share of webhooks that are never sent. */
  loseWebhooks: number;
  /** Share that is sent twice. */
  doubleWebhooks: number;
  /** Share that lets the one after it go first. */
  reorderWebhooks: number;
  delayWebhooksMs: number;
  /** Calls that are carried out and answered with 500. */
  failAfterDoing: number;
  /** Calls that are carried out and never answered. */
  hangAfterDoing: number;
  /** Calls that are answered with 503, and nothing is done. */
  failBeforeDoing: number;
  /** Refunds stay pending for a moment, then fail. */
  failRefunds: boolean;
}

export const noFaults: Faults = {
  loseWebhooks: 0,
  doubleWebhooks: 0,
  reorderWebhooks: 0,
  delayWebhooksMs: 0,
  failAfterDoing: 0,
  hangAfterDoing: 0,
  failBeforeDoing: 0,
  failRefunds: false,
};

const most: Record<keyof Faults, number> = {
  loseWebhooks: 1,
  doubleWebhooks: 1,
  reorderWebhooks: 1,
  delayWebhooksMs: 3_600_000,
  failAfterDoing: 1_000_000,
  hangAfterDoing: 1_000_000,
  failBeforeDoing: 1_000_000,
  failRefunds: 1,
};
const shares = ['loseWebhooks', 'doubleWebhooks', 'reorderWebhooks'];

/** Those that a body names; the others are off. @returns a sentence where the body is not good */
export function readFaults(body: unknown): Faults | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'Faults are a JSON object.';
  const faults: Record<string, unknown> = { ...noFaults };
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(noFaults, name))
      return `There is no fault ${name.slice(0, 50)}; there are ${Object.keys(noFaults).join(', ')}.`;
    const limit = most[name as keyof Faults];
    const good =
      name === 'failRefunds'
        ? typeof value === 'boolean'
        : typeof value === 'number' &&
          value >= 0 &&
          value <= limit &&
          (shares.includes(name) || Number.isInteger(value));
    if (!good)
      return `${name} is ${name === 'failRefunds' ? 'true or false' : `a number from 0 to ${limit}`}.`;
    faults[name] = value;
  }
  return faults as unknown as Faults;
}
