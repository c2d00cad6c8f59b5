import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Model } from './assembly/model.ts';
import type { MovableClock } from './clock.ts';
import { control } from './control/control.ts';
import { deadLetterQueues, redriveAll } from './dead-letters.ts';
import { TableDefinition } from './dynamodb/schema.ts';
import { openTables } from './dynamodb/engine.ts';
import { openEvents } from './events/service.ts';
import { awsServices, type CallerOf, lambdaInvoke } from './gateway/aws.ts';
import { json } from './gateway/answer.ts';
import { restApi } from './gateway/rest.ts';
import type { Parts } from './gateway/server.ts';
import { callers, root } from './iam/evaluator.ts';
import { openClients, type Tenant } from './identity/clients.ts';
import { openIssuer } from './identity/issuer.ts';
import { untilIdle } from './idle.ts';
import { openAsync } from './lambda/async.ts';
import { faults } from './lambda/faults.ts';
import { openFunctions } from './lambda/functions.ts';
import { openPollers, queueReader } from './lambda/queue-mapping.ts';
import { openStreams } from './lambda/stream-mapping.ts';
import { meter } from './meter.ts';
import { openQueues } from './queues/service.ts';
import { openStates } from './states/service.ts';
import { deliverTo } from './targets.ts';

export interface WiringOptions {
  readonly model: Model;
  readonly dataDir: string;
  readonly url: string;
  readonly clock: MovableClock;
  readonly clockOffset: SharedArrayBuffer;
  readonly database: DatabaseSync;
  readonly workers: number;
  readonly log: (line: string) => void;
}

export interface System {
  readonly parts: Parts;
  readonly tenant: Tenant;
  close(): Promise<void>;
}

/** Grants that a test has taken away, as `function action`. */
const denials = () => {
  const denied = new Set<string>();
  return {
    has: (name: string, action: string): boolean => denied.has(`${name} ${action}`),
    set: (name: string, action: string, isDenied: boolean): void => {
      if (isDenied) denied.add(`${name} ${action}`);
      else denied.delete(`${name} ${action}`);
    },
  };
};

/** The functions and who they are to the services. */
const openCompute = (options: WiringOptions, denied: ReturnType<typeof denials>) => {
  const { model } = options;
  const counted = meter();
  const planned = faults();
  const callerFor = callers(model.roles, denied);
  const functions = openFunctions({
    models: model.functions,
    url: options.url,
    logsDirectory: join(options.dataDir, 'logs'),
    clockOffset: options.clockOffset,
    meter: counted,
    faults: planned,
    workers: options.workers,
  });
  const known = new Map(model.functions.map((one) => [one.name, callerFor(one.roleArn, one.name)]));
  const callerOf: CallerOf = (name) => known.get(name ?? '') ?? root;
  return { meter: counted, faults: planned, callerFor, functions, callerOf };
};
