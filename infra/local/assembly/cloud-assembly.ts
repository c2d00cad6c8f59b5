import { existsSync, readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.looseObject({
        type: z.string(),
        properties: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default({}),
});

const Template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown() })).default({}),
  Mappings: z.record(z.string(), z.unknown()).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Condition: z.string().optional(),
        Properties: z.record(z.string(), z.unknown()).default({}),
        Metadata: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.unknown(),
        Condition: z.string().optional(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })).default({}),
      }),
    )
    .default({}),
});

/** A synthesised stack: its name and its template. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
}

/** What `cdk synth` wrote: every stack, and the folder or file behind each asset's S3 key. */
export interface CloudAssembly {
  readonly stacks: readonly Stack[];
  readonly assets: ReadonlyMap<string, string>;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const assetsOf = (directory: string, file: string): [string, string][] =>
  Object.values(AssetManifest.parse(readJson(join(directory, file))).files).flatMap((asset) => {
    const path = asset.source.path;
    if (path === undefined) return [];
    return Object.values(asset.destinations).map((destination): [string, string] => [
      destination.objectKey,
      resolvePath(directory, path),
    ]);
  });

type Artifact = z.infer<typeof Manifest>['artifacts'][string];

/** What one artifact brings: a stack, the assets that it lists, or the assembly nested in it. */
const broughtBy = (directory: string, id: string, artifact: Artifact): CloudAssembly => {
  const { type, properties = {} } = artifact;
  const none = { stacks: [], assets: new Map<string, string>() };
  const templateFile = stringOf(properties['templateFile']);
  if (type === 'aws:cloudformation:stack' && templateFile !== undefined) {
    const name = stringOf(properties['stackName']) ?? id;
    const template = Template.parse(readJson(join(directory, templateFile)));
    return { ...none, stacks: [{ name, template }] };
  }
  const assetFile = stringOf(properties['file']);
  if (type === 'cdk:asset-manifest' && assetFile !== undefined)
    return { ...none, assets: new Map(assetsOf(directory, assetFile)) };
  const nested = stringOf(properties['directoryName']);
  if (type === 'cdk:cloud-assembly' && nested !== undefined)
    return readCloudAssembly(join(directory, nested));
  return none;
};

/** Reads a `cdk.out` folder with the assemblies nested in it (a CDK `Stage` is one). */
export const readCloudAssembly = (directory: string): CloudAssembly => {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile))
    throw new Error(`No synthesised app in ${directory}: manifest.json is missing`);
  const artifacts = Object.entries(Manifest.parse(readJson(manifestFile)).artifacts);
  const brought = artifacts.map(([id, artifact]) => broughtBy(directory, id, artifact));
  return {
    stacks: brought.flatMap(({ stacks }) => stacks),
    assets: new Map(brought.flatMap(({ assets }) => [...assets])),
  };
};
