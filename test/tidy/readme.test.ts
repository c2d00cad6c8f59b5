import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { capabilities } from '../../functions/registry.ts';
import { withCapabilityTable } from './readme-table.ts';

const file = join(process.cwd(), 'README.md');
const readme = readFileSync(file, 'utf8');

describe('the README', () => {
  it('lists the capabilities as their manifests are (UPDATE=1 renews the list)', () => {
    const fresh = withCapabilityTable(readme, capabilities);
    if (process.env['UPDATE'] === '1') writeFileSync(file, fresh);
    else expect(readme).toBe(fresh);
  });

  it('links only to what is there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(process.cwd(), link)))).toEqual([]);
  });
});
