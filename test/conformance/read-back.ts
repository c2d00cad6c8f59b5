/**
 * What differs between a sample as it was sent and as it is read back once all is quiet, and why: `+` is set by the
 * server, `~` is another value, `-` is not there any more. What holds for every sample is one line, and what holds
 * for every sample of an API, `TMFnnn`. A line that no longer differs fails the test.
 */
export const readBack: { reason: string; lines: string[] }[] = [
  {
    reason: 'The server gives a resource its id and its address.',
    lines: ['every: + id', 'every: + href'],
  },
  {
    reason: 'The server names the class where the client does not.',
    lines: ['TMF620: + @type', 'TMF685 ResourcePool: + @type'],
  },
  {
    reason:
      'The contracts let a client send the date of the last update, but only the server knows it.',
    lines: ['TMF620: ~ lastUpdate', 'TMF633: ~ lastUpdate', 'TMF634: ~ lastUpdate'],
  },
  {
    reason:
      'An order is dated and followed to its end; its lines stand where it does, whatever was sent.',
    lines: [
      'TMF622 ProductOrder.example.json: + state',
      'TMF622 ProductOrder.example.json: + orderDate',
      'TMF622 ProductOrder.example.json: + completionDate',
      'TMF641 ServiceOrder.example.json: + state',
      'TMF641 ServiceOrder.example.json: + orderDate',
      'TMF641 ServiceOrder.example.json: + startDate',
      'TMF641 ServiceOrder.example.json: + completionDate',
      'TMF641 ServiceOrder.example.json: ~ serviceOrderItem.state',
    ],
  },
  {
    reason: 'The catalogue completes what a line makes: its id, name, specification and defaults.',
    lines: [
      'TMF622 ProductOrder.example.json: + productOrderItem.product.id',
      'TMF622 ProductOrder.example.json: + productOrderItem.product.name',
      'TMF622 ProductOrder.example.json: + productOrderItem.product.productSpecification',
      'TMF622 ProductOrder.example.json: + productOrderItem.product.productCharacteristic',
      'TMF641 ServiceOrder.example.json: + serviceOrderItem.service.id',
      'TMF641 ServiceOrder.example.json: + serviceOrderItem.service.name',
      'TMF641 ServiceOrder.example.json: + serviceOrderItem.service.category',
      'TMF641 ServiceOrder.example.json: + serviceOrderItem.service.serviceCharacteristic',
      'TMF641 ServiceOrder.example.json: + serviceOrderItem.service.supportingService',
    ],
  },
  {
    reason: 'A check of availability is answered at once.',
    lines: ['TMF685 AvailabilityCheck: + available'],
  },
];

/** What the contract finds wrong in what is read back, and why we answer it all the same. */
export const answerFaults: { reason: string; lines: string[] }[] = [
  {
    reason:
      'Attributes of the official sample that its own contract lacks; we take and keep them (differences.ts).',
    lines: [
      'TMF638 Service.example.json serviceRelationship.ServiceRelationshipCharacteristic: unknown',
      'TMF638 Service.example.json supportingResource.value: unknown',
    ],
  },
  {
    reason:
      'The official sample leaves @type of its related party out, which its contract requires.',
    lines: ['TMF641 ServiceOrder.example.json relatedParty.@type: missing'],
  },
];
