import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionModel } from '../../../infra/local/assembly/model.ts';
import { faults } from '../../../infra/local/lambda/faults.ts';
import { openFunctions } from '../../../infra/local/lambda/functions.ts';
import type { AwsPort } from '../../../infra/local/lambda/instance.ts';
import { meter } from '../../../infra/local/meter.ts';

/** Functions with this code, in real worker threads. */
export const someFunctions = (
  code: Record<string, string>,
  more: Partial<FunctionModel> = {},
  aws?: AwsPort,
) => {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  const models = Object.entries(code).map(([name, text]): FunctionModel => {
    const bundle = join(directory, name);
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.js'), text);
    writeFileSync(join(bundle, 'package.json'), '{"type":"commonjs"}');
    return {
      name,
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      directory: bundle,
      handler: 'index.handler',
      environment: {},
      timeoutSeconds: 1,
      memoryMegabytes: 64,
      roleArn: 'role',
      retries: 2,
      ...more,
    };
  });
  const clockOffset = new SharedArrayBuffer(8);
  const planned = faults();
  const counted = meter();
  const functions = openFunctions({
    models,
    url: 'http://127.0.0.1:1',
    logsDirectory: join(directory, 'logs'),
    clockOffset,
    meter: counted,
    faults: planned,
    workers: 2,
    ...(aws && { aws }),
  });
  return {
    functions,
    faults: planned,
    meter: counted,
    clockOffset: new Float64Array(clockOffset),
    directory,
  };
};
