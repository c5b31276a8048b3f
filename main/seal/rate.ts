/** How many messages may come at once, and how many each second after that. */
export interface RateRule {
  readonly burst: number;
  readonly perSecond: number;
}

/** Far above what a person with a keyboard or a screen that opens can cause, far below what keeps the main process busy. */
export const messageRate: RateRule = { burst: 2000, perSecond: 500 };

/**
 * Counts messages against a rule: a bucket that fills with time.
 *
 * @returns a function that takes one message and says whether it may be looked at. `nowMs` is a monotonic clock.
 */
export function createRate({ burst, perSecond }: RateRule, nowMs: () => number): () => boolean {
  let left = burst;
  let last = nowMs();
  return () => {
    const now = nowMs();
    left = Math.min(burst, left + ((now - last) / 1000) * perSecond);
    last = now;
    if (left < 1) {
      return false;
    }
    left -= 1;
    return true;
  };
}
