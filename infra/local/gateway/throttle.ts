import type { Throttle } from '../assembly/model.ts';

/** A token bucket, as API Gateway has: `burst` requests at once, then `ratePerSecond`. True lets the request through. */
export const bucket = (throttle: Throttle, nowMs: () => number): (() => boolean) => {
  let tokens = throttle.burst;
  let filledAt = nowMs();
  return () => {
    const now = nowMs();
    tokens = Math.min(throttle.burst, tokens + ((now - filledAt) * throttle.ratePerSecond) / 1000);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

/** Buckets by client; bounded, as a client may choose its name. */
export const buckets = (throttle: Throttle, nowMs: () => number): ((client: string) => boolean) => {
  const known = new Map<string, () => boolean>();
  return (client) => {
    let take = known.get(client);
    if (take === undefined) {
      if (known.size >= 10_000) known.clear();
      take = bucket(throttle, nowMs);
      known.set(client, take);
    }
    return take();
  };
};
