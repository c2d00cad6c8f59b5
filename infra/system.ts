import type { App, Stack } from 'aws-cdk-lib';
import { CfnResource } from 'aws-cdk-lib';
import { capabilities } from '../functions/registry.ts';
import { nameOf } from './names.ts';
import { ApiStack } from './stacks/api.ts';
import { BackboneStack } from './stacks/backbone.ts';
import { DataStack } from './stacks/data.ts';
import { DomainStack } from './stacks/domain.ts';
import { ObservabilityStack } from './stacks/observability.ts';
import type { StageSettings } from './stages.ts';

/** True for a resource of the type and, where one is named, with the property: `AWS::CloudWatch::Alarm.Metrics`. */
const isNamed = (resource: CfnResource, name: string): boolean => {
  const [type, property] = name.split('.');
  if (resource.cfnResourceType !== type) return false;
  const key =
    property === undefined ? undefined : property.charAt(0).toLowerCase() + property.slice(1);
  return key === undefined || Reflect.get(resource, key) !== undefined;
};

/** Takes out of a stack what the stage's endpoint cannot make. */
const leaveOut = (stack: Stack, names: readonly string[]): void => {
  for (const construct of stack.node.findAll())
    if (construct instanceof CfnResource && names.some((name) => isNamed(construct, name)))
      construct.node.scope?.node.tryRemoveChild(construct.node.id);
};

/** All stacks of a stage. Names and not exports tie them; the order of a first deployment is said here. */
export const addSystem = (app: App, stage: StageSettings): readonly Stack[] => {
  const data = new DataStack(app, nameOf(stage.name, 'data'), stage);
  const backbone = new BackboneStack(app, nameOf(stage.name, 'backbone'), {
    stage,
    table: data.table,
    capabilities,
  });
  const domains = (['oss', 'bss'] as const).map((domain) => {
    const own = capabilities.filter((one) => one.domain === domain);
    const stack = new DomainStack(app, nameOf(stage.name, domain), { stage, capabilities: own });
    stack.addStackDependency(backbone);
    return stack;
  });
  const api = new ApiStack(app, nameOf(stage.name, 'api'), { stage, capabilities });
  for (const domain of domains) api.addStackDependency(domain);
  const observability = new ObservabilityStack(app, nameOf(stage.name, 'observability'), {
    stage,
    capabilities,
  });
  const stacks = [data, backbone, ...domains, api, observability];
  for (const stack of stacks) leaveOut(stack, stage.leavesOut ?? []);
  return stacks;
};
