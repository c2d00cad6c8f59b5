import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { TestRuntime } from '../harness/runtime.ts';

/** A bill as its events carry it. */
export interface Bill {
  readonly id: string;
  readonly account: string;
  readonly party: string;
  readonly amount: number;
  readonly due: string;
  readonly state?: string;
  readonly remaining?: number;
  readonly version?: number;
  readonly currency?: string;
}

const bodyOf = ({ id, account, party, amount, due, state, remaining, currency = 'EUR' }: Bill) => ({
  id,
  '@type': 'CustomerBill',
  billNo: `NO-${id}`,
  state: state ?? 'sent',
  amountDue: { unit: currency, value: amount },
  remainingAmount: { unit: currency, value: remaining ?? amount },
  paymentDueDate: due,
  billingAccount: { id: account },
  relatedParty: [{ id: party, role: 'customer', '@referredType': 'Individual' }],
});

let sent = 0;

/** Puts the event of a bill's new state on the bus, as the relay would. */
export const tellBill = async (runtime: TestRuntime, bill: Bill): Promise<void> => {
  const client = new EventBridgeClient({
    endpoint: runtime.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
  });
  sent += 1;
  const { body } = await runtime.control('GET', 'clock');
  const at = new Date(body.now).toISOString();
  const detail = {
    eventId: `evt-bill-${bill.id}-${sent}`,
    eventTime: at,
    eventType: 'CustomerBillStateChangeEvent',
    correlationId: `bill-${bill.id}`,
    domain: 'bss.customer-bill',
    title: 'CustomerBillStateChangeEvent',
    description: 'a bill has a new state',
    priority: 'Normal',
    timeOcurred: at,
    tenantId: 'demo',
    by: 'system:customer-bill',
    requestId: 'test',
    version: bill.version ?? 1,
    event: { customerBill: bodyOf(bill) },
  };
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: 'bss.customer-bill',
          DetailType: 'CustomerBillStateChangeEvent',
          Detail: JSON.stringify(detail),
          EventBusName: 'strowger-local',
        },
      ],
    }),
  );
  client.destroy();
  if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
};

/** The runtime's time, plus so many days. */
export const inDays = async (runtime: TestRuntime, days: number): Promise<string> => {
  const { body } = await runtime.control('GET', 'clock');
  return new Date(Date.parse(body.now) + days * 86_400_000).toISOString();
};

/** Moves the clock and waits until all that was due is done. */
export const advance = async (runtime: TestRuntime, by: string): Promise<void> => {
  await runtime.control('PUT', 'clock', { advance: by });
  await runtime.idle();
};
