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
  owns: ['Monitor', 'Stop', 'Hub'],
  publishes: [
    'MonitorCreateEvent',
    'MonitorAttributeValueChangeEvent',
    'MonitorStateChangeEvent',
    'MonitorDeleteEvent',
    'ServiceDeleteEvent',
    'NetworkCommandEvent',
    'ServiceOrderRequestEvent',
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
    {
      source: 'oss.service-ordering',
      events: ['ServiceOrderStateChangeEvent'],
      where: {
        event: {
          serviceOrder: {
            externalId: [{ prefix: 'mon-' }],
            state: ['completed', 'failed', 'partial', 'cancelled', 'rejected'],
          },
        },
      },
    },
  ],
  tasks: true,
  calls: ['service-inventory', 'service-catalog'],
  shows: [{ capability: 'service-inventory', resource: 'service' }],
  answers: ['provision-service-order'],
} as const satisfies Capability;
