import { execFileSync } from 'node:child_process';
import { buildSync } from 'esbuild';

/**
 * The API's description, made from the declarations in a process of its own, so that synthesis itself loads no
 * capability's code. One bundle starts faster than 150 files.
 */
export const openApiText = (): string => {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `
        import { allResources, allRoutes } from './functions/all-resources.ts';
        import { openApiOf } from './functions/kernel/tmf/openapi.ts';
        process.stdout.write(JSON.stringify(openApiOf(allResources, allRoutes)));`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['@aws-sdk/*'],
  });
  const code = outputFiles[0]?.text ?? '';
  const maxBuffer = 64 * 1024 * 1024;
  return execFileSync(process.execPath, ['--input-type=commonjs', '-'], {
    input: code,
    maxBuffer,
    encoding: 'utf8',
  });
};
