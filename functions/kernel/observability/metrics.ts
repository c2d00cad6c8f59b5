import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({
  namespace: 'Strowger',
  serviceName: 'strowger',
  defaultDimensions: { stage: process.env['STAGE'] ?? '' },
});

/** The business figures; dashboards and alarms use these names alone, held by a test. */
export const metricNames = {
  ordersCompleted: 'OrdersCompleted',
  ordersFailed: 'OrdersFailed',
  ordersCancelled: 'OrdersCancelled',
  orderLeadTime: 'OrderLeadTime',
  paymentsCaptured: 'PaymentsCaptured',
  paymentsDenied: 'PaymentsDenied',
  paymentsFailed: 'PaymentsFailed',
  paymentsUnknown: 'PaymentsUnknown',
  networkCommandsDone: 'NetworkCommandsDone',
  networkCommandsRejected: 'NetworkCommandsRejected',
} as const;

/** Writes one figure in the embedded metric format, at once: a function may be frozen after its answer. */
const written = (
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number,
): void => {
  metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
};

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
