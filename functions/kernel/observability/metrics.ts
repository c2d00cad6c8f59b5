import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({
  namespace: 'Strowger',
  serviceName: 'strowger',
  defaultDimensions: { stage: process.env['STAGE'] ?? 'none' },
});

/** The business figures; dashboards and alarms use these names alone, held by a test. */
export const metricNames = {
  ordersCompleted: 'OrdersCompleted',
  ordersFailed: 'OrdersFailed',
  ordersCancelled: 'OrdersCancelled',
  ordersHeld: 'OrdersHeld',
  orderLeadTime: 'OrderLeadTime',
  paymentsCaptured: 'PaymentsCaptured',
  paymentsDenied: 'PaymentsDenied',
  paymentsFailed: 'PaymentsFailed',
  paymentsUnknown: 'PaymentsUnknown',
  networkCommandsDone: 'NetworkCommandsDone',
  networkCommandsRejected: 'NetworkCommandsRejected',
  usageRated: 'UsageRated',
  usageRejected: 'UsageRejected',
  usageLag: 'UsageLag',
  billsIssued: 'BillsIssued',
  billsHeld: 'BillsHeld',
  billsFailed: 'BillsFailed',
  billRunsDone: 'BillRunsDone',
  billRunsFailed: 'BillRunsFailed',
  billRunLateness: 'BillRunLateness',
  booksBalanced: 'BooksBalanced',
  booksUnbalanced: 'BooksUnbalanced',
} as const;

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** Writes figures in the embedded metric format, on one line and at once: a function may be frozen after its answer. */
const allWritten = (figures: readonly (readonly [name: string, unit: Unit, value: number])[]) => {
  if (figures.length === 0) return;
  for (const [name, unit, value] of figures) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
};

const written = (name: string, unit: Unit, value: number): void =>
  allWritten([[name, unit, value]]);

/** Counts of which some are nothing: those are not written. */
const counts = (figures: Readonly<Record<string, number>>) =>
  Object.entries(figures)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => [name, MetricUnit.Count, value] as const);

/** What was cancelled has not failed: somebody wanted it so. */
const counted: Readonly<Record<string, string>> = {
  completed: metricNames.ordersCompleted,
  cancelled: metricNames.ordersCancelled,
};

/** An order has ended: how it ended, and how long it took from its capture, in milliseconds. */
export const orderEnded = (state: string, orderDate: string | undefined, at: string): void => {
  written(counted[state] ?? metricNames.ordersFailed, MetricUnit.Count, 1);
  if (state === 'completed' && orderDate !== undefined)
    written(
      metricNames.orderLeadTime,
      MetricUnit.Milliseconds,
      Date.parse(at) - Date.parse(orderDate),
    );
};

const endings = {
  approved: metricNames.paymentsCaptured,
  denied: metricNames.paymentsDenied,
  failed: metricNames.paymentsFailed,
  unknown: metricNames.paymentsUnknown,
} as const;

/** A payment has ended; or nobody can say how it ended, even after it was called off. */
export const paymentEnded = (ending: keyof typeof endings): void =>
  written(endings[ending], MetricUnit.Count, 1);

/** An element of the network has answered to a command. */
export const networkAnswered = (done: boolean): void =>
  written(
    done ? metricNames.networkCommandsDone : metricNames.networkCommandsRejected,
    MetricUnit.Count,
    1,
  );

/** An order waits for a person. */
export const orderHeld = (): void => written(metricNames.ordersHeld, MetricUnit.Count, 1);

/** A batch of usage was taken: how it ended, and how old its newest record was by then, in milliseconds. */
export const usageTaken = (
  rated: number,
  rejected: number,
  newestMs: number | undefined,
  at: string,
): void =>
  allWritten([
    ...counts({ [metricNames.usageRated]: rated, [metricNames.usageRejected]: rejected }),
    ...(newestMs === undefined
      ? []
      : [
          [
            metricNames.usageLag,
            MetricUnit.Milliseconds,
            Math.max(0, Date.parse(at) - newestMs),
          ] as const,
        ]),
  ]);

/** Bills were made: so many went out, and so many wait for a person. */
export const billsMade = (sent: number, held: number): void =>
  allWritten(counts({ [metricNames.billsIssued]: sent, [metricNames.billsHeld]: held }));

/** A bill run has ended: how, how many accounts it could not bill, and how long after its time, where it has one. */
export const billRunEnded = (done: boolean, failed: number, lateMs: number | undefined): void =>
  allWritten([
    [done ? metricNames.billRunsDone : metricNames.billRunsFailed, MetricUnit.Count, 1],
    ...counts({ [metricNames.billsFailed]: failed }),
    ...(lateMs === undefined
      ? []
      : [[metricNames.billRunLateness, MetricUnit.Milliseconds, lateMs] as const]),
  ]);

/** The books were gone through. */
export const booksCertified = (balanced: boolean): void =>
  written(balanced ? metricNames.booksBalanced : metricNames.booksUnbalanced, MetricUnit.Count, 1);
