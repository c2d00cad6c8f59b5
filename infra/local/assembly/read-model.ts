import { apiOf } from './api.ts';
import { readCloudAssembly } from './cloud-assembly.ts';
import { archiveOf, functionsOf, machineOf, mappingsOf, permissionOf, ruleOf } from './compute.ts';
import { bucketOf, queueOf, tableOf } from './data.ts';
import type { Model } from './model.ts';
import { type ResolvedResource, resolveStacks } from './resolve.ts';
import { rolesOf } from './roles.ts';
import { runsType } from './types.ts';

/** `Custom::…` resources are code that CDK runs while it deploys; locally nothing is deployed. */
const runs = (type: string): boolean =>
  !type.startsWith('Custom::') && type !== 'AWS::CloudFormation::CustomResource' && runsType(type);

/** What the synthesised app would create, all stacks together. Throws on what the runtime could not play faithfully. */
export const readModel = (directory: string): Model => {
  const { stacks, assets } = readCloudAssembly(directory);
  const resources = resolveStacks(stacks, runs);
  const ofType = (type: string): ResolvedResource[] => resources.filter((one) => one.type === type);
  const api = apiOf(ofType);
  return {
    tables: [...ofType('AWS::DynamoDB::Table'), ...ofType('AWS::DynamoDB::GlobalTable')].map(
      tableOf,
    ),
    buckets: ofType('AWS::S3::Bucket').map(bucketOf),
    functions: functionsOf(
      ofType('AWS::Lambda::Function'),
      ofType('AWS::Lambda::EventInvokeConfig'),
      assets,
    ),
    ...mappingsOf(ofType('AWS::Lambda::EventSourceMapping')),
    buses: ['default', ...ofType('AWS::Events::EventBus').map((one) => one.physical.ref)],
    rules: ofType('AWS::Events::Rule').map(ruleOf),
    archives: ofType('AWS::Events::Archive').map(archiveOf),
    queues: ofType('AWS::SQS::Queue').map(queueOf),
    machines: ofType('AWS::StepFunctions::StateMachine').map((one) => machineOf(one, assets)),
    roles: rolesOf(ofType),
    permissions: ofType('AWS::Lambda::Permission').map(permissionOf),
    ...(api === undefined ? {} : { api }),
  };
};
