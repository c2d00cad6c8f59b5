import { createHash } from 'node:crypto';
import * as z from 'zod';
import { functionNameOf } from './assembly/compute.ts';
import type { Model, RuleModel } from './assembly/model.ts';
import { like } from './iam/conditions.ts';
import type { CallerFor } from './iam/evaluator.ts';
import type { Functions } from './lambda/functions.ts';

/** Hands an event to the target of a rule; rejects when the target did not take it, so that it comes again. */
export type Deliver = (
  targetArn: string,
  payload: unknown,
  rule: RuleModel,
  roleArn: string | undefined,
) => Promise<void>;

export interface TargetOptions {
  readonly functions: Functions;
  readonly callerFor: CallerFor;
  readonly startExecution: (machineArn: string, name: string, input: string) => void;
  readonly send: (queueArn: string, body: string) => void;
}

/** One event starts one execution of a machine, however often it is delivered: its name is a hash of its input. */
const executionName = (input: string, rule: RuleModel): string =>
  `${rule.name.slice(-40)}_${createHash('sha256').update(input).digest('hex').slice(0, 32)}`;

export const deliverTo =
  (options: TargetOptions): Deliver =>
  async (target, payload, rule, roleArn) => {
    const text = JSON.stringify(payload);
    const service = target.split(':')[2];
    if (service === 'lambda') {
      const outcome = await options.functions.invoke(target, text);
      if ('error' in outcome)
        throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    } else if (service === 'states') {
      options.callerFor(roleArn ?? '').authorize?.('states:StartExecution', target);
      options.startExecution(target, executionName(text, rule), text);
    } else if (service === 'sqs') options.send(target, text);
    else throw new Error(`Rule ${rule.name}: no target of this kind runs locally: ${target}`);
  };

const permits = (
  model: Model,
  functionName: string,
  principal: string,
  sourceArn: string,
): boolean =>
  model.permissions.some(
    (one) =>
      one.functionName === functionName &&
      one.principal === principal &&
      (one.sourceArn === undefined || like(one.sourceArn).test(sourceArn)),
  );

const Target = z.looseObject({ Arn: z.string() });

/** What a service may not invoke although the templates point it there: AWS would find out at the first call. */
export const missingPermissions = (model: Model): string[] => {
  const ofRules = model.rules.flatMap((rule) =>
    rule.targets
      .map((target) => Target.parse(target).Arn)
      .filter((arn) => arn.includes(':lambda:'))
      .map(functionNameOf)
      .filter((name) => !permits(model, name, 'events.amazonaws.com', rule.arn))
      .map((name) => `rule ${rule.name} may not invoke ${name}`),
  );
  const { api } = model;
  const ofRoutes = (api?.routes ?? []).flatMap((route) => {
    const method = route.method === 'ANY' ? '*' : route.method;
    const path = route.path.replace(/\{[^}]+\}/g, '*');
    const source = `arn:aws:execute-api:us-east-1:000000000000:${api?.id}/${api?.stage}/${method}${path}`;
    const name = route.functionName;
    const fits = name === undefined || permits(model, name, 'apigateway.amazonaws.com', source);
    return fits ? [] : [`${route.method} ${route.path} may not invoke ${name}`];
  });
  return [...ofRules, ...ofRoutes];
};
