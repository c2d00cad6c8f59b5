import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Capability } from '../../functions/kernel/capability.ts';
import { CapabilityParts } from '../constructs/capability.ts';
import { Saga } from '../constructs/saga.ts';
import type { StageSettings } from '../stages.ts';

/** One side of the house, BSS or OSS: its capabilities and the machines that they start. */
export class DomainStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      stage,
      capabilities,
    }: { readonly stage: StageSettings; readonly capabilities: readonly Capability[] },
  ) {
    super(scope, id);
    for (const capability of capabilities) {
      new CapabilityParts(this, capability.name, { stage, capability });
      for (const start of capability.starts ?? [])
        new Saga(this, start.machine, { stage, start, capability });
    }
  }
}
