import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { AccountRow } from '../kept/billed-account.ts';

/** What billing takes of TMF651's agreement: a commitment is two of its characteristics. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string().optional(),
  initialDate: z.string().optional(),
  agreementPeriod: z
    .looseObject({ startDateTime: z.string().optional(), endDateTime: z.string().optional() })
    .optional(),
  characteristic: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).optional(),
});
type Heard = z.infer<typeof Heard>;

export const AgreementHeard = z.object({ agreement: Heard });

const Amount = z.union([
  z.number(),
  z.looseObject({ value: z.number() }).transform(({ value }) => value),
]);

const characteristicOf = ({ characteristic }: Heard, name: string): unknown =>
  characteristic?.find((one) => one.name === name)?.value;

/** The account that an agreement commits, where it does. */
export const committedAccount = (heard: Heard): string | undefined => {
  const account = characteristicOf(heard, 'billingAccount');
  return typeof account === 'string' &&
    Amount.safeParse(characteristicOf(heard, 'minimumCommitment')).success
    ? account
    : undefined;
};

/** Takes the commitment of an agreement that is in effect; one that ended commits up to its end. */
export const hearAgreement = (before: AccountRow, heard: Heard, atMs: number): AccountRow => {
  const others = before.commitments.filter(({ id }) => id !== heard.id);
  const known = before.commitments.find(({ id }) => id === heard.id);
  const started = heard.status === 'inEffect' || heard.status === 'terminated';
  if (!started) return { ...before, commitments: others };
  const { startDateTime, endDateTime } = heard.agreementPeriod ?? {};
  const planned = endDateTime === undefined ? undefined : Date.parse(endDateTime);
  const ended = heard.status === 'terminated' ? Math.min(planned ?? atMs, atMs) : planned;
  const commitment = {
    id: heard.id,
    name: heard.name,
    micros: microsOf(Amount.parse(characteristicOf(heard, 'minimumCommitment'))),
    fromMs: startDateTime === undefined ? (known?.fromMs ?? atMs) : Date.parse(startDateTime),
    ...(ended !== undefined && { toMs: ended }),
  };
  return {
    ...before,
    commitments: [...others, commitment].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
};
