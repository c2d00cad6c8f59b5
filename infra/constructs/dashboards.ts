import { Duration } from 'aws-cdk-lib';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import {
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';
import { apiSum, business, functionSum, machineSum, share, sum } from './metrics.ts';
import { objectivesOf } from './objectives.ts';

/** What the dashboards look at. */
export interface Seen {
  readonly stage: StageSettings;
  /** Names of all functions and machines. */
  readonly functions: readonly string[];
  readonly machines: readonly string[];
  /** The names among these that a capability has. */
  readonly functionsOf: (capability: string) => readonly string[];
  /** A unit's price in dollars, by the name in infra/prices.json. */
  readonly price: (name: string) => number;
}

const half = 12;
const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: half });

/** What a question is answered with. */
type Question = readonly [question: string, widgets: readonly IWidget[]];

const orders = ({ stage, machines }: Seen): Question => [
  'Are orders flowing, and where do they stick?',
  [
    graph(
      'How they end',
      ['OrdersCompleted', 'OrdersFailed', 'OrdersCancelled'].map((name) => business(stage, name)),
    ),
    graph(
      'How long they take',
      ['p50', 'p95', 'p99'].map((statistic) => business(stage, 'OrderLeadTime', statistic)),
    ),
    graph(
      'What the machines do',
      machines.flatMap((machine) =>
        ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'].map((name) =>
          machineSum(machine, name),
        ),
      ),
    ),
    graph('Which wait for a person: npm run ops -- held list', [business(stage, 'OrdersHeld')]),
    new LogQueryWidget({
      title: 'Which steps fail, and why',
      width: half,
      logGroupNames: machines.map((machine) => `/aws/vendedlogs/states/${machine}`),
      queryLines: [
        'filter type like /Failed|TimedOut/',
        'stats count(*) as times by details.resource, details.error, type',
        'sort times desc',
        'limit 20',
      ],
    }),
  ],
];

const network = ({ stage }: Seen): Question => [
  'What is broken in the network?',
  [
    graph(
      'What elements answer to commands',
      ['NetworkCommandsDone', 'NetworkCommandsRejected'].map((name) => business(stage, name)),
    ),
    graph('Of commands, the share that is rejected', [
      share(
        business(stage, 'NetworkCommandsRejected'),
        ['NetworkCommandsDone', 'NetworkCommandsRejected'].map((name) => business(stage, name)),
        Duration.minutes(5),
      ),
    ]),
  ],
];

const platform = ({ stage, functions }: Seen): Question => [
  'Does the platform keep up?',
  [
    graph(
      'Does the API answer?',
      ['Count', '4XXError', '5XXError'].map((name) => apiSum(stage, name)),
    ),
    graph('Do events come in time?', [
      sum('AWS/Lambda', 'IteratorAge', { FunctionName: nameOf(stage.name, 'relay') }).with({
        statistic: 'Maximum',
      }),
    ]),
    graph(
      'Do functions fail?',
      functions.map((name) => functionSum(name, 'Errors')),
    ),
    graph(
      'What does the table take?',
      ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((name) =>
        sum('AWS/DynamoDB', name, { TableName: nameOf(stage.name) }),
      ),
    ),
  ],
];

const usage = ({ stage }: Seen): Question => [
  'Is usage rated in time?',
  [
    graph(
      'How old the newest record of a batch is when it is rated',
      ['p50', 'p95', 'Maximum'].map((statistic) => business(stage, 'UsageLag', statistic)),
    ),
    graph(
      'Records that are rated, and that wait for something',
      ['UsageRated', 'UsageRejected'].map((name) => business(stage, name)),
    ),
  ],
];

const bills = ({ stage, machines }: Seen): Question => [
  'Is the bill run on schedule, and in balance?',
  [
    graph('How long after its time a run ends', [business(stage, 'BillRunLateness', 'Maximum')]),
    graph(
      'How runs end',
      ['BillRunsDone', 'BillRunsFailed'].map((name) => business(stage, name)),
    ),
    graph(
      'What becomes of accounts that are due',
      ['BillsIssued', 'BillsHeld', 'BillsFailed'].map((name) => business(stage, name)),
    ),
    graph(
      'Do the books balance?',
      ['BooksBalanced', 'BooksUnbalanced'].map((name) => business(stage, name)),
    ),
    graph(
      'What the machine does',
      machines
        .filter((machine) => machine.endsWith('-bill-run'))
        .flatMap((machine) =>
          ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'].map((name) =>
            machineSum(machine, name),
          ),
        ),
    ),
  ],
];

const perDay = Duration.days(1);
const perMillion = 1_000_000;

/** Dollars that functions cost in a day, by their time and their calls, over what came of it. */
const dollarsOf = (
  { stage, functionsOf, price }: Seen,
  capability: string,
  done: IMetric,
  each: number,
): MathExpression => {
  const parts = functionsOf(capability).flatMap((name, index) => [
    [`time${index}`, functionSum(name, 'Duration').with({ period: perDay })] as const,
    [`calls${index}`, functionSum(name, 'Invocations').with({ period: perDay })] as const,
  ]);
  const total = (of: string): string =>
    parts
      .filter(([id]) => id.startsWith(of))
      .map(([id]) => `FILL(${id}, 0)`)
      .join(' + ');
  const gigabyteSeconds = `(${total('time')}) * ${stage.memoryMb / 1024 / 1000}`;
  const dollars = `${gigabyteSeconds} * ${price('lambda.gbSecondArm')} + (${total('calls')}) * ${price('lambda.request')}`;
  return new MathExpression({
    label: capability,
    period: perDay,
    expression: `(${dollars}) * ${each} / done`,
    usingMetrics: { done, ...Object.fromEntries(parts) },
  });
};

const costOfBilling = (seen: Seen): Question => [
  'What do a bill and a million records cost?',
  [
    new SingleValueWidget({
      title: 'Dollars a bill, of a day: its functions; npm run cost adds the table',
      width: half,
      metrics: [
        dollarsOf(seen, 'customer-bill', business(seen.stage, 'BillsIssued', 'Sum', perDay), 1),
      ],
    }),
    new SingleValueWidget({
      title: 'Dollars a million records, of a day: its functions; npm run cost adds the table',
      width: half,
      metrics: [
        dollarsOf(seen, 'usage', business(seen.stage, 'UsageRated', 'Sum', perDay), perMillion),
      ],
    }),
  ],
];

/** Units of the largest parts of an order's cost, each with its price; the rest is below a tenth of it. */
const cost = ({ stage, functions, machines, price }: Seen): Question => {
  const table = { TableName: nameOf(stage.name) };
  const all = (name: string, dimension: string, names: readonly string[]) =>
    `SUM(SEARCH('{${name},${dimension}} ${dimension}=(${names.map((one) => `"${one}"`).join(' OR ')})`;
  const milliseconds = `${all('AWS/Lambda', 'FunctionName', functions)} MetricName="Duration"', 'Sum', 86400))`;
  const gigabyteSeconds = `(${milliseconds}) * ${stage.memoryMb / 1024 / 1000}`;
  return [
    'What does an order cost?',
    [
      new SingleValueWidget({
        title: 'Dollars an order, of a day: table, functions and API',
        width: half,
        metrics: [
          new MathExpression({
            label: 'an order',
            period: perDay,
            expression: [
              `(writes * ${price('dynamodb.writeRequestUnit')}`,
              `+ reads * ${price('dynamodb.readRequestUnit')}`,
              `+ calls * ${price('apigateway.restRequest')}`,
              `+ ${gigabyteSeconds} * ${price('lambda.gbSecondArm')}) / completed`,
            ].join(' '),
            usingMetrics: {
              writes: sum('AWS/DynamoDB', 'ConsumedWriteCapacityUnits', table, perDay),
              reads: sum('AWS/DynamoDB', 'ConsumedReadCapacityUnits', table, perDay),
              calls: apiSum(stage, 'Count', perDay),
              completed: business(stage, 'OrdersCompleted', 'Sum', perDay),
            },
          }),
        ],
      }),
      graph(
        'State transitions, the dearest part',
        machines.map((machine) => machineSum(machine, 'ExecutionsStarted')),
      ),
    ],
  ];
};

const objectives = ({ stage }: Seen): Question => [
  'Are we inside the objectives?',
  objectivesOf(stage).map(
    ({ says, bad, all, budget }) =>
      new GraphWidget({
        title: says,
        width: half,
        left: [share(bad(perDay), all(perDay), perDay)],
        leftAnnotations: [{ value: budget, label: 'what may fail' }],
      }),
  ),
];

const dashboard = (scope: Construct, name: string, stage: string, questions: readonly Question[]) =>
  new Dashboard(scope, name, {
    dashboardName: nameOf(stage, name.toLowerCase()),
    widgets: questions.flatMap(([question, widgets]) => [
      [new TextWidget({ markdown: `## ${question}`, width: 24, height: 1 })],
      [...widgets],
    ]),
  });

const payments = ({ stage }: Seen): Question => [
  'Does the money come in?',
  [
    graph(
      'How payments end',
      ['PaymentsCaptured', 'PaymentsDenied', 'PaymentsFailed', 'PaymentsUnknown'].map((name) =>
        business(stage, name),
      ),
    ),
  ],
];

/** Three boards, each by question: what customers wait for, what they pay for, and what it stands on. */
export const dashboards = (scope: Construct, seen: Seen): void => {
  dashboard(scope, 'Orders', seen.stage.name, [orders(seen), network(seen)]);
  dashboard(scope, 'Money', seen.stage.name, [usage(seen), bills(seen), payments(seen)]);
  dashboard(scope, 'Platform', seen.stage.name, [
    objectives(seen),
    platform(seen),
    cost(seen),
    costOfBilling(seen),
  ]);
};
