import { join } from 'node:path';
import type { Model } from './assembly/model.ts';
import type { CallerOf } from './gateway/aws.ts';
import { type CallerFor, callers, root } from './iam/evaluator.ts';
import { type Faults, faults } from './lambda/faults.ts';
import { type Functions, openFunctions } from './lambda/functions.ts';
import type { AwsPort } from './lambda/instance.ts';
import { openSecrets } from './lambda/secrets.ts';
import { type Meter, meter } from './meter.ts';

export interface ComputeOptions {
  readonly model: Model;
  readonly dataDir: string;
  readonly url: string;
  readonly clockOffset: SharedArrayBuffer;
  readonly workers: number;
}

/** The functions, who they are to the services, and what is done to them. */
export interface Compute {
  readonly functions: Functions;
  readonly callerFor: CallerFor;
  readonly callerOf: CallerOf;
  readonly faults: Faults;
  readonly meter: Meter;
  /** What a function signs with, by its access key id. */
  readonly secretOf: (functionName: string) => string;
  /** Takes a grant away from a function, or gives it back. */
  deny(functionName: string, action: string, denied: boolean): void;
}

export const openCompute = (options: ComputeOptions, aws: AwsPort): Compute => {
  const { model } = options;
  const denied = new Set<string>();
  const counted = meter();
  const planned = faults();
  const secretOf = openSecrets(join(options.dataDir, 'secret'));
  const callerFor = callers(model.roles, {
    has: (name, action) => denied.has(`${name} ${action}`),
  });
  const known = new Map(model.functions.map((one) => [one.name, callerFor(one.roleArn, one.name)]));
  return {
    meter: counted,
    faults: planned,
    secretOf,
    callerFor,
    callerOf: (name) => known.get(name) ?? root,
    functions: openFunctions({
      models: model.functions,
      url: options.url,
      logsDirectory: join(options.dataDir, 'logs'),
      clockOffset: options.clockOffset,
      meter: counted,
      faults: planned,
      workers: options.workers,
      secretOf,
      aws,
    }),
    deny: (functionName, action, isDenied) => {
      const grant = `${functionName} ${action}`;
      if (isDenied) denied.add(grant);
      else denied.delete(grant);
    },
  };
};
