import type { Capability } from '../../kernel/capability.ts';

/** The manifest of network-simulator. */
export const capability = {
  name: 'network-simulator',
  domain: 'oss',
  api: {
    id: 'X-network-simulator',
    title: 'Network Simulator',
    version: '1.0.0',
    basePath: '/network-simulator/v1',
  },
  owns: ['NetworkElement', 'NetworkConfig', 'Hub'],
  publishes: ['NetworkAnswerEvent'],
  subscribes: [
    {
      source: 'oss.activation',
      events: ['NetworkCommandEvent'],
    },
  ],
} as const satisfies Capability;
