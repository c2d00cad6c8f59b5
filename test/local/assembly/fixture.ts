import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Resources = Record<
  string,
  { Type: string; Properties?: Record<string, unknown>; Condition?: string }
>;

interface FixtureStack {
  readonly Resources: Resources;
  readonly Outputs?: Record<string, unknown>;
  readonly Conditions?: Record<string, unknown>;
  readonly Parameters?: Record<string, unknown>;
}

/** Writes a `cdk.out` folder with these stacks and, as assets, these functions' code. */
export const writeAssembly = (
  stacks: Record<string, FixtureStack>,
  code: Record<string, string> = {},
): string => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(template));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json`, stackName: name },
    };
  }
  const files: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(code)) {
    const path = `asset.${key}`;
    mkdirSync(join(directory, path));
    writeFileSync(join(directory, path, 'index.js'), text);
    writeFileSync(join(directory, path, 'package.json'), '{"type":"commonjs"}');
    files[key] = {
      source: { path, packaging: 'zip' },
      destinations: { here: { objectKey: `${key}.zip` } },
    };
  }
  writeFileSync(join(directory, 'all.assets.json'), JSON.stringify({ version: '1', files }));
  artifacts['all.assets'] = { type: 'cdk:asset-manifest', properties: { file: 'all.assets.json' } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  return directory;
};

export const role = (statements: readonly unknown[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: statements } }],
  },
});

export const lambda = (key: string, roleId: string, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: key,
    Code: { S3Bucket: 'assets', S3Key: `${key}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Timeout: 5,
    MemorySize: 128,
    ...more,
  },
});
