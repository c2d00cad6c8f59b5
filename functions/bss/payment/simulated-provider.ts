import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Caller } from '../../kernel/access/caller.ts';
import type { PeerCall } from '../../kernel/http/peer.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Answer } from './course.ts';
import type { PaymentProvider } from './provider.ts';

/** Longer than a bank takes, and short enough for several requests in one run of a function. */
const patienceMs = 8_000;

/** What the simulated provider says of a charge or a refund. */
export const ProviderRow = z.looseObject({
  id: z.string(),
  status: z.string(),
  code: z.string().optional(),
  reason: z.string().optional(),
});
type ProviderRow = z.infer<typeof ProviderRow>;

/** Declines after which the card schemes forbid another try. */
const finalCodes = ['stolenCard', 'lostCard', 'closedAccount', 'withdrawnMandate'];

/** What a row of the simulated provider means; a charge that was taken back meanwhile had been taken. */
export const meaningOf = ({ id, status, code, reason }: ProviderRow): Answer => {
  switch (status) {
    case 'authorized':
      return { kind: 'authorized', reference: id };
    case 'captured':
    case 'chargedBack':
    case 'done':
      return { kind: 'approved', reference: id };
    case 'declined':
      return {
        kind: 'declined',
        reason: reason ?? code ?? 'declined',
        final: finalCodes.includes(code ?? ''),
      };
    case 'voided':
      return { kind: 'voided' };
    default:
      return { kind: 'pending' };
  }
};

/** A request that the provider calls wrong, or turns away, did nothing. Anything else may have done anything. */
const meaningOfError = (error: unknown): Answer => {
  if (!(error instanceof Problem)) return { kind: 'unknown' };
  if (error.code === 'unavailable') return { kind: 'unavailable' };
  return error.status === 400
    ? { kind: 'declined', reason: error.message, final: true }
    : { kind: 'unknown' };
};

const basePath = '/payment-simulator/v1';

/** The adapter to the simulated provider, which is asked over its API as a real one would be. */
export const simulatedProvider = (caller: Caller): PaymentProvider => {
  const call = (parts: Pick<PeerCall, 'method' | 'path' | 'query' | 'body'>): Promise<unknown> =>
    Promise.race([
      callPeer({ capability: 'payment-simulator', ...parts }, caller),
      pause(patienceMs, undefined, { ref: false }).then(() => {
        throw new Error('the provider did not answer in time');
      }),
    ]);
  const asked = async (parts: Parameters<typeof call>[0]): Promise<Answer> => {
    try {
      return meaningOf(ProviderRow.parse(await call(parts)));
    } catch (error) {
      return meaningOfError(error);
    }
  };
  const rowOf = async (resource: string, key: string): Promise<ProviderRow | undefined> => {
    const rows = await call({ method: 'GET', path: `${basePath}/${resource}`, query: { key } });
    return z.array(ProviderRow).parse(rows)[0];
  };
  const found = async (resource: string, key: string): Promise<Answer> => {
    try {
      const row = await rowOf(resource, key);
      return row === undefined ? { kind: 'absent' } : meaningOf(row);
    } catch {
      return { kind: 'unknown' };
    }
  };
  const charges = `${basePath}/providerCharge`;
  return {
    authorize: ({ key, source, amount }) =>
      asked({ method: 'POST', path: charges, body: { key, source, amount } }),
    capture: (_key, reference) =>
      asked({ method: 'PATCH', path: `${charges}/${reference}`, body: { status: 'captured' } }),
    read: (key) => found('providerCharge', key),
    void: async ({ key, source, amount }) => {
      const row = await rowOf('providerCharge', key).catch(() => null);
      if (row === null) return { kind: 'unknown' };
      const status = 'voided';
      if (row === undefined)
        return asked({ method: 'POST', path: charges, body: { key, source, amount, status } });
      return ['pending', 'authorized'].includes(row.status)
        ? asked({ method: 'PATCH', path: `${charges}/${row.id}`, body: { status } })
        : meaningOf(row);
    },
    refund: ({ key, charge, amount }) =>
      asked({ method: 'POST', path: `${basePath}/providerRefund`, body: { key, charge, amount } }),
    readRefund: (key) => found('providerRefund', key),
  };
};
