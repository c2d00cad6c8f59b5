import { buildAssembly } from './build.ts';

/** Builds the functions and templates where they are not fresh, before tests that run them. */
await buildAssembly((line) => process.stdout.write(`${line}\n`));
