import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { capabilities } from '../../functions/registry.ts';
import { type StageSettings, stages } from '../../infra/stages.ts';
import { addSystem } from '../../infra/system.ts';
import { budget } from '../bench/cold.ts';

/** As much of a bundle in esbuild's metafile as is looked at. */
interface Output {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: any;
}

const synthesised = (stage: StageSettings): string => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'strowger-cdk-')) });
  addSystem(app, stage);
  app.synth();
  return app.outdir;
};

const templatesIn = (directory: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(directory)
      .filter((file) => file.endsWith('.template.json'))
      .sort()
      .map((file) => [file, readFileSync(join(directory, file), 'utf8')]),
  );

const known = new Map<string, readonly Resource[]>();
const resourcesOf = (stage: StageSettings): readonly Resource[] => {
  const resources =
    known.get(stage.name) ??
    [...templatesIn(synthesised(stage)).values()].flatMap((text) =>
      Object.values<Resource>(JSON.parse(text).Resources),
    );
  known.set(stage.name, resources);
  return resources;
};

/** Bundles all functions to a folder, in a process of its own: esbuild refuses Jest's globals. */
const bundled = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'strowger-bundles-'));
  const script = `
    import { bundleAll } from './infra/bundle/bundle.ts';
    import { capabilities } from './functions/registry.ts';
    await bundleAll(capabilities, '{}', process.argv[1], process.argv[1] + '.metafile.json');`;
  const { status, stderr } = spawnSync(
    'node_modules/.bin/node',
    ['--input-type=module-typescript', '--eval', script, directory],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return directory;
};

const hashesIn = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    globSync('**/*.{js,json}', { cwd: directory })
      .sort()
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(directory, file)))
          .digest('hex'),
      ]),
  );

describe('a deployment', () => {
  it('of the same source changes nothing: templates and bundles are the same, byte for byte', () => {
    const [first, second] = [
      templatesIn(synthesised(stages.dev)),
      templatesIn(synthesised(stages.dev)),
    ];
    expect(second).toEqual(first);
    const [once, twice] = [bundled(), bundled()];
    expect(Object.keys(hashesIn(once)).length).toBeGreaterThan(40);
    expect(hashesIn(twice)).toEqual(hashesIn(once));
  });

  it("after a change in one capability's code changes that capability's functions alone", () => {
    const { outputs } = JSON.parse(readFileSync('.strowger/metafile.json', 'utf8'));
    const own = new Map(
      capabilities.map(({ domain, name }) => [name, `functions/${domain}/${name}/`]),
    );
    const names = [...own.keys()].sort((one, other) => other.length - one.length);
    const bundles = Object.entries<{ inputs: object }>(outputs);
    expect(bundles.length).toBeGreaterThan(20);
    for (const [file, { inputs }] of bundles) {
      const key = file.split('/').at(-2) ?? '';
      const capability = names.find((name) => key.startsWith(`${name}-`));
      const foreign = Object.keys(inputs)
        .filter((input) => /^functions\/(bss|oss)\//.test(input))
        .filter((input) => !input.startsWith(own.get(capability ?? '') ?? 'nothing'));
      expect([key, foreign]).toEqual([key, []]);
    }
  });

  it('keeps every bundle within its budget, and what was left out of it is what libraries have', () => {
    const { outputs } = JSON.parse(readFileSync('.strowger/metafile.json', 'utf8'));
    const sizes = Object.entries<Output>(outputs).filter(([file]) => file.endsWith('.js'));
    const over = sizes.filter(([, { bytes }]) => bytes > budget.kilobytes * 1000);
    expect(over.map(([file, { bytes }]) => `${file}: ${bytes}`)).toEqual([]);
    const inputs = sizes.flatMap(([, one]) => Object.entries(one.inputs));
    for (const left of [
      'to-json-schema',
      'json-schema-processors',
      'Sha256Js',
      'HeaderFormatter',
    ]) {
      const found = inputs.filter(([file]) => file.endsWith(`/${left}.js`));
      expect(found.length).toBeGreaterThan(0);
      expect(Math.max(...found.map(([, { bytesInOutput }]) => bytesInOutput))).toBeLessThan(500);
    }
  });

  it.each(['dev', 'test', 'emulated'] as const)(
    'of %s leaves nothing when it is taken away',
    (name) => {
      const kept = resourcesOf(stages[name]).filter(
        ({ DeletionPolicy }) => DeletionPolicy === 'Retain' || DeletionPolicy === 'Snapshot',
      );
      expect(kept).toEqual([]);
    },
  );

  it('of prod leaves what is kept on purpose: the data and files, their key, the users and the logs of functions', () => {
    const resources = resourcesOf(stages.prod);
    const kept = resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect([...new Set(kept.map(({ Type }) => Type))].sort()).toEqual([
      'AWS::Cognito::UserPool',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
    ]);
    const guarded = resources.filter(
      ({ Properties }) =>
        Properties?.DeletionProtectionEnabled === true ||
        Properties?.DeletionProtection === 'ACTIVE',
    );
    expect(guarded.map(({ Type }) => Type).sort()).toEqual([
      'AWS::Cognito::UserPool',
      'AWS::DynamoDB::Table',
    ]);
  });

  it('differs between stages in settings and in what they leave out, not in what there is', () => {
    const kindsOf = (stage: StageSettings) =>
      resourcesOf(stage)
        .filter(
          ({ Type, Properties }) =>
            !stages.emulated.leavesOut?.some(
              (name) =>
                name === Type ||
                Object.keys(Properties ?? {}).some((property) => name === `${Type}.${property}`),
            ),
        )
        .map(({ Type }) => Type)
        // Where nothing insists on TLS, a queue needs a policy only to be a rule's.
        .filter((type) => !/^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)Policy$/.test(type))
        .sort();
    expect(kindsOf(stages.emulated)).toEqual(kindsOf(stages.dev));
    expect(kindsOf(stages.test)).toEqual(kindsOf(stages.dev));
    const more = kindsOf(stages.prod).filter((type) => type.startsWith('AWS::WAFv2::'));
    expect(more).toHaveLength(2);
    expect(kindsOf(stages.prod)).toHaveLength(kindsOf(stages.dev).length + more.length);
  });

  it('lets every caller outlast whom it calls', () => {
    const resources = resourcesOf(stages.dev);
    const seconds = new Map<string, number>(
      resources
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => [Properties.FunctionName, Properties.Timeout]),
    );
    const of = (key: string) => seconds.get(`strowger-dev-${key}`) ?? 0;
    for (const { name, calls = [], tasks } of capabilities)
      for (const peer of calls) {
        expect([name, of(`${name}-api`) > of(`${peer}-api`)]).toEqual([name, true]);
        if (tasks === true) expect(of(`${name}-tasks`)).toBeGreaterThan(of(`${peer}-api`));
      }
    const machines = globSync('statemachines/*/*.asl.json').map((file) =>
      readFileSync(file, 'utf8'),
    );
    const tasks = machines.flatMap((text) =>
      [...text.matchAll(/"TimeoutSeconds": (\d+)/g)].map(([, value]) => Number(value)),
    );
    const steps = machines.flatMap((text) => [...text.matchAll(/"Type": "Task"/g)]);
    expect(tasks.length).toBeGreaterThanOrEqual(steps.length);
    for (const limit of tasks) expect(limit).toBeGreaterThan(60);
  });

  it('encrypts, and takes nothing that does not come over TLS', () => {
    const resources = resourcesOf(stages.prod);
    const of = (type: string) => resources.filter(({ Type }) => Type === type);
    for (const { Properties } of of('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    for (const { Properties } of of('AWS::DynamoDB::Table'))
      expect(Properties.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    for (const { Properties } of of('AWS::S3::Bucket')) {
      const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual(Array(4).fill(true));
      expect(Properties.VersioningConfiguration.Status).toBe('Enabled');
    }
    for (const { Properties } of of('AWS::KMS::Key'))
      expect(Properties.EnableKeyRotation).toBe(true);
    const refusing = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy']
      .flatMap(of)
      .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
    const told = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket'].flatMap(of);
    expect(refusing).toHaveLength(told.length);
    for (const policy of refusing) expect(policy).toContain('"aws:SecureTransport":"false"');
    const addresses = resources.flatMap(({ Properties }) =>
      [...JSON.stringify(Properties ?? {}).matchAll(/http:\/\/[^"]*/g)].map(([found]) => found),
    );
    expect(addresses).toEqual([]);
  });

  it('holds back all requests together, and one client where there is a firewall', () => {
    for (const stage of Object.values(stages)) {
      const resources = resourcesOf(stage);
      const [api] = resources.filter(({ Type }) => Type === 'AWS::ApiGateway::Stage');
      expect(api?.Properties.MethodSettings).toMatchObject([
        { ThrottlingRateLimit: stage.ratePerSecond, ThrottlingBurstLimit: stage.burst },
      ]);
      const acls = resources.filter(({ Type }) => Type === 'AWS::WAFv2::WebACL');
      expect(
        acls.map(({ Properties }) => Properties.Rules[0].Statement.RateBasedStatement.Limit),
      ).toEqual(stage.firewall === undefined ? [] : [stage.firewall.requestsPerMinuteOfClient]);
    }
  });
});
