import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';

/** Where time and chance come in: the kernel's own two files, entry points, and what waits for them. */
const entryPoints = [
  /^functions\/kernel\/(clock|ids)\.ts$/,
  /^functions\/.*\/(api|events|tasks)\.ts$/,
  // It waits a random while before it asks again.
  /^functions\/kernel\/http\/invoke\.ts$/,
];
const clockOrChance = /new Date\(\)|Date\.now\(\)|randomUUID|Math\.random/;

it('reads no clock and throws no dice outside the entry points', () => {
  const found = globSync('functions/**/*.ts')
    .filter((file) => !entryPoints.some((one) => one.test(file)))
    .filter((file) => clockOrChance.test(readFileSync(file, 'utf8')));
  expect(found).toEqual([]);
});

it('links in Markdown only to what is there', () => {
  const files = globSync('{*.md,{functions,infra,schemas,statemachines,test}/**/*.md}', {
    exclude: ['**/node_modules/**', '**/cdk.out/**'],
  });
  const broken = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\((?!\w+:)([^)#\s]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !existsSync(join(dirname(file), link)))
      .map((link) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});
