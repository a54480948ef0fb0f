/** How work that is owed to somebody outside is tried, and remembered: for as long as an outage of theirs should last. */
export const owedWork = {
  // After nine attempts and about six minutes the delay stays at its cap; 500 attempts then last more than a day.
  attempts: 500,
  backoff: { firstDelayMs: 1_000, maxDelayMs: 300_000 },
  retention: {
    completed: { count: 1_000, ageSeconds: 24 * 3_600 },
    failed: { count: 10_000, ageSeconds: 30 * 24 * 3_600 },
  },
} as const;
