import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import * as z from 'zod';

/**
 * What libraries bring and no function uses, 25 kB of each bundle: zod's writers of JSON Schema (OpenAPI is made beside
 * the bundles), and the SDK's SHA-256 for a Node without one and its signature of event streams.
 */
const unused =
  /[\\/](zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)|Sha256Js|HeaderFormatter)\.js$/;

const values = /^export (?:const|function) (\w+)/gm;
const classes = /^export class (\w+)/gm;

const namesIn = (source: string, form: RegExp): readonly string[] =>
  [...source.matchAll(form)].flatMap(([, name]) => name ?? []);

/** The same names, and nothing behind them. A class may be made, and has no methods. */
const refusing = (source: string): string =>
  [
    "const refuse = () => () => { throw new Error('This was left out of the bundle'); };",
    ...namesIn(source, values).map((name) => `export const ${name} = refuse;`),
    ...namesIn(source, classes).map((name) => `export class ${name} {}`),
  ].join('\n');

export const withoutUnused: Plugin = {
  name: 'without-unused',
  setup: ({ onLoad }) => {
    onLoad({ filter: unused }, async ({ path }) => ({
      contents: refusing(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** A client looks up its version in its package's description, and nothing else of it. */
const description = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;
const Description = z.object({ version: z.string() });

export const onlyVersion: Plugin = {
  name: 'only-version',
  setup: ({ onLoad }) => {
    onLoad({ filter: description }, async ({ path }) => ({
      contents: JSON.stringify(Description.parse(JSON.parse(await readFile(path, 'utf8')))),
      loader: 'json',
    }));
  },
};
