import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Model } from './assembly/model.ts';
import type { MovableClock } from './clock.ts';
import { type Compute, openCompute } from './compute.ts';
import { control } from './control/control.ts';
import { deadLetterQueues, redriveAll } from './dead-letters.ts';
import { openTables } from './dynamodb/engine.ts';
import { TableDefinition } from './dynamodb/schema.ts';
import { matches } from './events/pattern.ts';
import { openEvents } from './events/service.ts';
import { targetsOf } from './events/target.ts';
import { json } from './gateway/answer.ts';
import { awsServices, lambdaInvoke } from './gateway/aws.ts';
import { type FunctionServices, fromFunction } from './gateway/from-function.ts';
import { restApi } from './gateway/rest.ts';
import type { Parts } from './gateway/server.ts';
import { root } from './iam/evaluator.ts';
import { openClients, type Tenant } from './identity/clients.ts';
import { openIssuer } from './identity/issuer.ts';
import { untilIdle } from './idle.ts';
import { invokeFor } from './invocation.ts';
import { openAsync } from './lambda/async.ts';
import { openPollers, queueReader } from './lambda/queue-mapping.ts';
import { openStreams } from './lambda/stream-mapping.ts';
import { openQueues } from './queues/service.ts';
import { isForS3 } from './s3/request.ts';
import { openS3 } from './s3/service.ts';
import { openStates } from './step-functions/service.ts';
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
  /** Goes on with what an earlier run left; the parts must be reachable by then. */
  resume(): void;
  /** Takes up nothing more and waits for the functions that run, for a while. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What is cut off is done again after the next start; most functions end well within this time. */
const settleMs = 3000;

/** Tables, queues, streams, machines and the bus, joined as the templates join them. */
const openBackbone = (options: WiringOptions, compute: Compute) => {
  const { model, clock, database, dataDir } = options;
  const { functions, meter, callerFor } = compute;
  const file = (name: string): string => join(dataDir, `${name}.sqlite`);
  const createTables = model.tables.map((table) => TableDefinition.parse(table.definition));
  const tables = openTables({ file: file('tables'), clock, meter, createTables });
  const queues = openQueues({ file: file('queues'), clock, meter, queues: model.queues });
  const send = (queueArn: string, body: string, attributes: Record<string, string> = {}): void => {
    queues.send(queueArn, body, attributes);
  };
  const async = openAsync({
    database,
    clock,
    functions,
    send,
    lost: (name, error) => options.log(`${name} lost an event: ${error.errorMessage}`),
  });
  const states = openStates({
    file: file('states'),
    clock,
    meter,
    invoke: invokeFor(functions),
    machines: model.machines,
    callerFor,
  });
  const deliver = deliverTo({ functions, callerFor, send, startExecution: states.startExecution });
  const events = openEvents({
    file: file('events'),
    clock,
    meter,
    buses: model.buses,
    rules: model.rules,
    archives: model.archives,
    deliver,
    deadLetter: send,
  });
  const s3 = openS3({
    directory: join(dataDir, 'files'),
    clock,
    callerOf: compute.callerOf,
    secretOf: compute.secretOf,
    buckets: model.buckets,
    publish: (said) => events.publish('aws.s3', said),
  });
  const streams = openStreams({
    database,
    clock,
    functions,
    mappings: model.streams,
    matches,
    send,
    source: {
      read: (table, after, limit) =>
        tables.readStream(table, after === '0' ? undefined : after, limit),
      trim: tables.trimStream,
    },
  });
  tables.onWrite(streams.wake);
  const reader = queueReader((operation, input) => queues.handle(operation, input, root));
  const pollers = openPollers(model.pollers, reader, functions);
  return { tables, queues, async, states, deliver, events, s3, streams, reader, pollers, send };
};

type Backbone = ReturnType<typeof openBackbone>;

const deadLettersOf = (model: Model, backbone: Backbone) =>
  deadLetterQueues(model).flatMap((queueArn) =>
    backbone.queues.list(queueArn).map((message) => ({ queue: queueArn, ...message })),
  );

const redrive = (model: Model, backbone: Backbone): Promise<number> =>
  redriveAll({
    model,
    reader: backbone.reader,
    send: backbone.send,
    submit: backbone.async.submit,
    redriveStream: backbone.streams.redrive,
    deliver: async (targetArn, ruleArn, body) => {
      const rule = model.rules.find((one) => one.arn === ruleArn);
      if (rule === undefined) throw new Error(`There is no rule ${ruleArn}`);
      const target = targetsOf(rule).find((one) => one.Arn === targetArn);
      await backbone.deliver(targetArn, JSON.parse(body), rule, target?.RoleArn);
    },
  });

const idleOf = (compute: Compute, backbone: Backbone) => {
  const { streams, async, pollers, events, states } = backbone;
  const quiet = [
    streams.quiet,
    pollers.quiet,
    () => async.pending() === 0,
    () => compute.functions.busy() === 0,
  ];
  return (timeoutMs: number): Promise<boolean> =>
    untilIdle({ quiet, idle: [events.idle, states.idle] }, timeoutMs);
};

/** Opens every part and joins them. */
export const wire = async (options: WiringOptions): Promise<System> => {
  const { model, clock, dataDir, url } = options;
  let services: FunctionServices | undefined;
  const compute = openCompute(options, {
    url,
    answer: (request) => fromFunction(services, request),
  });
  const backbone = openBackbone(options, compute);
  const { tables, queues, states, events, async, s3, streams, pollers } = backbone;
  const clients = openClients(join(dataDir, 'clients.json'), clock.now);
  const tenant = clients.addTenant('demo');
  const issuer = await openIssuer({ url, keysFile: join(dataDir, 'keys.json'), clients, clock });
  const controls = control({
    clock,
    meter: compute.meter,
    clients,
    rolesOf: issuer.rolesOf,
    plan: (name, fault, times) =>
      compute.faults.plan(compute.functions.model(name).name, fault, times),
    duplicateNext: events.duplicateNext,
    delayNext: events.delayNext,
    deadLetters: () => deadLettersOf(model, backbone),
    redrive: () => redrive(model, backbone),
    deny: (name, action, denied) =>
      compute.deny(compute.functions.model(name).name, action, denied),
    idle: idleOf(compute, backbone),
  });
  const invoke = lambdaInvoke(compute.functions, async, compute.callerOf);
  const aws = awsServices([tables, queues, states, events], compute.callerOf);
  services = { aws, invoke };
  const noApi = async () => json(404, { message: 'The templates have no REST API' });
  const parts: Parts = {
    aws,
    own: async (request) =>
      (await controls(request)) ?? (await issuer.answer(request)) ?? (await invoke(request)),
    rest: model.api === undefined ? noApi : restApi(model.api, compute.functions, clock),
    streamed: (raw, response) => (isForS3(raw) ? s3.handle(raw, response) : undefined),
  };
  return {
    parts,
    tenant,
    resume: () => {
      states.resume();
      events.resume();
      s3.resume();
      async.resume();
      streams.wake();
    },
    settle: async () => {
      streams.close();
      pollers.close();
      await untilIdle({ quiet: [() => compute.functions.busy() === 0], idle: [] }, settleMs);
    },
    close: async () => {
      async.close();
      events.close();
      states.close();
      await compute.functions.close();
      queues.close();
      s3.close();
      tables.close();
    },
  };
};
