import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { Capability } from '../../functions/kernel/capability.ts';
import { entryPoints } from './entries.ts';

/** Where the bundles stand, one folder a function. */
export const bundleDirectory = '.strowger/bundles';

/** One esbuild call for all functions: 30 calls took 9 s where one takes 2.6 s. Same source, same bytes. */
export const bundleAll = (
  capabilities: readonly Capability[],
  openApi: string,
  directory = bundleDirectory,
  metafilePath = '.strowger/metafile.json',
): void => {
  rmSync(directory, { recursive: true, force: true });
  const entries = entryPoints(capabilities);
  const { metafile } = buildSync({
    entryPoints: Object.entries(entries).map(([key, file]) => ({ in: file, out: `${key}/index` })),
    outdir: directory,
    bundle: true,
    minify: true,
    // An error's class name is what a state machine's Retry and Catch match.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    legalComments: 'none',
    alias: { '@aws-sdk/credential-provider-node': resolve('infra/bundle/env-credentials.ts') },
    logLevel: 'warning',
  });
  writeFileSync(metafilePath, JSON.stringify(metafile));
  for (const key of Object.keys(entries))
    writeFileSync(join(directory, key, 'package.json'), '{"type":"commonjs"}\n');
  addDocs(openApi, directory);
};

/** The docs function brings the API's description and the pages to browse it. */
const addDocs = (openApi: string, directory: string): void => {
  const docs = join(directory, 'docs');
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'openapi.json'), openApi);
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css'])
    copyFileSync(join('node_modules/swagger-ui-dist', file), join(docs, file));
};
