import { mkdirSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { capabilities } from '../functions/registry.ts';
import { bundleAll } from './bundle/bundle.ts';
import { openApiText } from './bundle/open-api.ts';
import { stageNamed } from './stages.ts';
import { addSystem } from './system.ts';

mkdirSync('.strowger', { recursive: true });
const outdir = process.env['CDK_OUTDIR'];
const app = new App(outdir === undefined ? {} : { outdir });
await bundleAll(capabilities, openApiText());
addSystem(app, stageNamed(app.node.tryGetContext('stage') ?? 'dev'));
app.synth();
