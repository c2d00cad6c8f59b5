import type { Capability } from '../../kernel/capability.ts';

/** The manifest of activation. */
export const capability = {
  name: 'activation',
  domain: 'oss',
  api: {
    id: 'TMF640',
    title: 'Service Activation and Configuration',
    version: '4.0.0',
    basePath: '/tmf-api/ServiceActivationAndConfiguration/v4',
  },
  owns: ['Monitor', 'Hub'],
  publishes: [
    'MonitorCreateEvent',
    'MonitorAttributeValueChangeEvent',
    'MonitorStateChangeEvent',
    'MonitorDeleteEvent',
    'NetworkCommandEvent',
  ],
  subscribes: [
    {
      source: 'oss.network-simulator',
      events: ['NetworkAnswerEvent'],
    },
    {
      source: 'oss.service-ordering',
      events: ['ServiceOrderStateChangeEvent'],
      where: { event: { serviceOrder: { state: ['pendingCancellation'] } } },
    },
  ],
  tasks: true,
  answers: ['provision-service-order'],
} as const satisfies Capability;
