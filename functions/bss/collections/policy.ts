import * as z from 'zod';
import { Money } from '../../../schemas/tmf/common.ts';

/** What a step does: tell, charge, bar by a characteristic of the products, suspend them, end them. */
export const StepAction = z.enum(['reminder', 'fee', 'bar', 'suspend', 'cease']);

const Step = z.strictObject({
  name: z.string().min(1),
  /** Days after the oldest unpaid bill was due. */
  afterDays: z.int().min(0),
  action: StepAction,
  /** What the customer is told. */
  text: z.string().optional(),
  /** Of a fee. */
  fee: Money.optional(),
  /** Of a bar: the characteristic that is set on the products that have it. */
  characteristic: z.strictObject({ name: z.string(), value: z.unknown() }).optional(),
});
export type Step = z.infer<typeof Step>;

export const Policy = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().min(1),
  /** The newest active policy of a tenant is its policy. */
  isActive: z.boolean(),
  step: z.array(Step).min(1),
  /** Nothing is done while less is overdue, or fewer bills, or while the oldest is younger. */
  minimumBalance: Money.optional(),
  minimumUnpaidBills: z.int().min(1).optional(),
  minimumAgeDays: z.int().min(0).optional(),
  /** How often an account is looked at again that the conditions spare. */
  reEvaluationDays: z.int().min(1),
  /** The longest time that a promise may ask for, and how many there may be until all is paid. */
  longestPromiseDays: z.int().min(0),
  mostPromises: z.int().min(0),
  /** The longest time over which a debt may be paid in instalments. @default - none are granted */
  longestPlanDays: z.int().min(0).optional(),
});
export type Policy = z.infer<typeof Policy>;

/** What holds where a tenant has set nothing: told twice, then ever less service, in sixty days. */
export const usualPolicy: Policy = {
  id: 'usual',
  name: 'Usual',
  isActive: true,
  step: [
    { name: 'reminder', afterDays: 3, action: 'reminder', text: 'Your bill is due.' },
    { name: 'fee', afterDays: 10, action: 'fee', fee: { unit: 'EUR', value: 5 } },
    {
      name: 'outgoing bar',
      afterDays: 20,
      action: 'bar',
      characteristic: { name: 'outgoingBarred', value: true },
    },
    { name: 'suspension', afterDays: 30, action: 'suspend' },
    { name: 'cease', afterDays: 60, action: 'cease' },
  ],
  reEvaluationDays: 1,
  longestPromiseDays: 30,
  mostPromises: 2,
  longestPlanDays: 180,
};
