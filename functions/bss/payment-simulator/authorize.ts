import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../kernel/problem.ts';
import { commit, creation } from '../../kernel/table/store.ts';
import type { CreateContext, Resource } from '../../kernel/tmf/resource.ts';
import type { ProviderCharge } from './provider-charge.ts';
import type { Behaviour } from './script.ts';
import { takeBehaviour } from './script.ts';

const slowMs = 10_000;

const lost = (): Problem => new Problem(504, 'timeout', 'No answer from the bank');

/** A provider that turns a request away says so with a code of its own: nothing was done. */
export const unavailable = (): Problem =>
  new Problem(429, 'unavailable', 'The provider is out of order; nothing was done');

const declines: Partial<Record<Behaviour, Pick<ProviderCharge, 'code' | 'reason'>>> = {
  declined: { code: 'insufficientFunds', reason: 'The account does not hold enough' },
  refused: { code: 'stolenCard', reason: 'The card was reported stolen; do not try again' },
};

const charged = (draft: ProviderCharge, behaviour: Behaviour): ProviderCharge => {
  const decline = declines[behaviour];
  if (decline !== undefined) return { ...draft, status: 'declined', ...decline };
  return { ...draft, status: behaviour === 'late' ? 'pending' : 'authorized' };
};

/** A new charge, as the method's script has it. */
export const authorize = async (
  declared: Resource<ProviderCharge>,
  draft: ProviderCharge,
  { caller, at }: CreateContext,
): Promise<ProviderCharge> => {
  if (draft.status === 'voided') return draft;
  const context = { caller, at };
  const behaviour = await takeBehaviour(draft.source, context);
  if (behaviour === 'unavailable') throw unavailable();
  if (behaviour === 'requestLost') throw lost();
  if (behaviour === 'slow') await sleep(slowMs);
  const charge = charged(draft, behaviour);
  if (behaviour !== 'answerLost') return charge;
  await commit(creation(declared, charge, context));
  throw lost();
};
