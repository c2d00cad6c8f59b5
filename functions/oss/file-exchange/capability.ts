import type { Capability } from '../../kernel/capability.ts';

/** The manifest of file-exchange. */
export const capability = {
  name: 'file-exchange',
  domain: 'oss',
  api: {
    id: 'X-file-exchange',
    title: 'File Exchange',
    version: '1.0.0',
    basePath: '/files/v1',
  },
  owns: ['Hub'],
  publishes: [],
  files: { reads: ['file-exchange'], writes: ['file-exchange'] },
} as const satisfies Capability;
