import type { Money } from '../../../schemas/tmf/common.ts';
import type { Answer } from './course.ts';

/** A request for money. The key makes it one request, however often it is sent. */
export interface ChargeRequest {
  readonly key: string;
  /** What is charged, as the provider knows it: a token, a mandate. */
  readonly source: string;
  readonly amount: Money;
}

/** Money to give back of what the charge took. */
export interface RefundRequest {
  readonly key: string;
  readonly charge: string;
  readonly amount: Money;
}

/**
 * The contract of every payment provider: each call is idempotent by its key, and none throws: what cannot be known is
 * answered `unknown`. `read` says what became of a key; `void` sees to it that a key takes no money any more, whether
 * its request has arrived or not, and answers `approved` where the money was taken before.
 */
export interface PaymentProvider {
  authorize(request: ChargeRequest): Promise<Answer>;
  capture(key: string, reference: string): Promise<Answer>;
  read(key: string): Promise<Answer>;
  void(request: ChargeRequest): Promise<Answer>;
  refund(request: RefundRequest): Promise<Answer>;
  readRefund(key: string): Promise<Answer>;
}

/** Takes the money: allowed first, then captured. One that was allowed before is only captured. */
export const charge = async (
  provider: PaymentProvider,
  request: ChargeRequest,
): Promise<Answer> => {
  const allowed = await provider.authorize(request);
  return allowed.kind === 'authorized'
    ? captureOf(provider, request.key, allowed.reference)
    : allowed;
};

/** What became of a charge; one that was allowed and not captured, since we died between, is captured now. */
export const look = async (provider: PaymentProvider, key: string): Promise<Answer> => {
  const found = await provider.read(key);
  return found.kind === 'authorized' ? captureOf(provider, key, found.reference) : found;
};

/** Once allowed, a capture without a clear answer leaves it allowed: the next look captures again. */
const captureOf = async (
  provider: PaymentProvider,
  key: string,
  reference: string,
): Promise<Answer> => {
  const taken = await provider.capture(key, reference);
  return taken.kind === 'unknown' || taken.kind === 'unavailable'
    ? { kind: 'authorized', reference }
    : taken;
};
