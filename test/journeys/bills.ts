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

/** Something that a capability would tell. */
interface Told {
  readonly source: string;
  readonly eventType: string;
  readonly event: object;
  readonly version?: number | undefined;
}

/** Puts an event on the bus, as the relay would. */
export const tell = async (
  runtime: TestRuntime,
  { source, eventType, event, version = 1 }: Told,
): Promise<void> => {
  const client = new EventBridgeClient({
    endpoint: runtime.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
  });
  sent += 1;
  const { body } = await runtime.control('GET', 'clock');
  const at = new Date(body.now).toISOString();
  const detail = {
    eventId: `evt-told-${sent}`,
    eventTime: at,
    eventType,
    correlationId: `told-${sent}`,
    domain: source,
    title: eventType,
    description: `${eventType} by hand`,
    priority: 'Normal',
    timeOcurred: at,
    tenantId: 'demo',
    by: 'system:test',
    requestId: 'test',
    version,
    event,
  };
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: source,
          DetailType: eventType,
          Detail: JSON.stringify(detail),
          EventBusName: 'strowger-local',
        },
      ],
    }),
  );
  client.destroy();
  if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
};

/** Tells of a bill's new state. */
export const tellBill = (runtime: TestRuntime, bill: Bill): Promise<void> =>
  tell(runtime, {
    source: 'bss.customer-bill',
    eventType: 'CustomerBillStateChangeEvent',
    event: { customerBill: bodyOf(bill) },
    version: bill.version,
  });

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
