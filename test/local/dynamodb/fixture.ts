import type { Clock } from '../../../infra/local/clock.ts';
import { openTables, type TableEngine } from '../../../infra/local/dynamodb/engine.ts';
import type { TableDefinition } from '../../../infra/local/dynamodb/schema.ts';
import { meter } from '../../../infra/local/meter.ts';
import { type AwsError, JsonText } from '../../../infra/local/service.ts';

export const tableName = 'strowger-test';
export const root = { principal: 'root' };

const gsi = (name: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: `${name}pk`, KeyType: 'HASH' as const },
    { AttributeName: `${name}sk`, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
});

const keyNames = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'];

/** The system's own table, with two of its three indexes. */
export const definition: TableDefinition = {
  TableName: tableName,
  AttributeDefinitions: keyNames.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [gsi('gsi1'), gsi('gsi2')],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export const testClock = (startMs = 1_800_000_000_000): TestClock => {
  let nowMs = startMs;
  let alarms: { timeMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    at: (timeMs, run) => {
      const alarm = { timeMs, run };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
    advance: (ms) => {
      nowMs += ms;
      const due = alarms.filter((alarm) => alarm.timeMs <= nowMs);
      alarms = alarms.filter((alarm) => alarm.timeMs > nowMs);
      for (const alarm of due) alarm.run();
    },
  };
};

/** An answer as a client reads it. */
export const asRead = (answer: unknown): any =>
  answer instanceof JsonText ? JSON.parse(answer.text) : answer;

export interface TestTables {
  readonly engine: TableEngine;
  readonly clock: TestClock;
  call(operation: string, input: object): Promise<any>;
  /** The error that a call ends in. */
  failure(operation: string, input: object): Promise<AwsError>;
  put(item: object): Promise<any>;
  metered(): Readonly<Record<string, number>>;
}

const open: TableEngine[] = [];

export const testTables = (file = ':memory:', clock = testClock()): TestTables => {
  const meters = meter();
  const engine = openTables({ file, clock, meter: meters, createTables: [definition] });
  open.push(engine);
  const call = (operation: string, input: object): Promise<any> =>
    engine.handle(operation, { TableName: tableName, ...input }, root).then(asRead);
  return {
    engine,
    clock,
    call,
    failure: (operation, input) =>
      call(operation, input).then(
        () => Promise.reject(new Error('It did not fail')),
        (error: AwsError) => error,
      ),
    put: (item) => call('PutItem', { Item: item }),
    metered: () => meters.read(),
  };
};

export const closeTables = (): void => {
  for (const engine of open.splice(0)) engine.close();
};

export const key = (pk: string, sk = '@') => ({ pk: { S: pk }, sk: { S: sk } });
