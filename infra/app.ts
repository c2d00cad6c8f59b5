import { mkdirSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { capabilities } from '../functions/registry.ts';
import { bundleAll } from './bundle/bundle.ts';
import { openApiText } from './bundle/open-api.ts';
import { nameOf } from './names.ts';
import { ApiStack } from './stacks/api.ts';
import { BackboneStack } from './stacks/backbone.ts';
import { DataStack } from './stacks/data.ts';
import { DomainStack } from './stacks/domain.ts';
import { stageNamed } from './stages.ts';

mkdirSync('.strowger', { recursive: true });
const app = new App({ ...(process.env['CDK_OUTDIR'] !== undefined && { outdir: process.env['CDK_OUTDIR'] }) });
const stage = stageNamed(app.node.tryGetContext('stage'));
bundleAll(capabilities, openApiText());

const data = new DataStack(app, nameOf(stage.name, 'data'), stage);
const backbone = new BackboneStack(app, nameOf(stage.name, 'backbone'), { stage, table: data.table });
const domains = (['oss', 'bss'] as const).map((domain) => {
  const stack = new DomainStack(app, nameOf(stage.name, domain), { stage, capabilities: capabilities.filter((one) => one.domain === domain) });
  // Names and not exports tie the stacks, so the order of a first deployment is said here.
  stack.addStackDependency(backbone);
  return stack;
});
const api = new ApiStack(app, nameOf(stage.name, 'api'), { stage, capabilities });
for (const domain of domains) api.addStackDependency(domain);
app.synth();
