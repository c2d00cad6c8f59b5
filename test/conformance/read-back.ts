/**
 * What differs between a sample as it was sent and as it is read back once all is quiet, and why: `+` is set by the
 * server, `~` is another value, `-` is not there any more. A line is for one sample, for an API (`TMFnnn`), or for `every` one.
 * A line that no longer differs fails the test.
 */
export const readBack: { reason: string; lines: string[] }[] = [
  {
    reason: 'The server gives a resource its id and its address.',
    lines: ['every: + id', 'every: + href'],
  },
  {
    reason:
      'The contracts let a client send the date of the last update, but only the server knows it.',
    lines: [
      'TMF620: ~ lastUpdate',
      'TMF633: ~ lastUpdate',
      'TMF634: ~ lastUpdate',
      'TMF651: ~ lastUpdate',
      'TMF651 AgreementSpecification.example.json: + lastUpdate',
      'TMF666: ~ lastModified',
      'TMF671: ~ lastUpdate',
    ],
  },
  {
    reason: 'A job is dated by us and done when it is read back.',
    lines: [
      'TMF620: ~ creationDate',
      'TMF620: ~ completionDate',
      'TMF620: ~ status',
      'TMF633: ~ creationDate',
      'TMF633: ~ completionDate',
      'TMF633: ~ status',
      'TMF633: + @type',
      'TMF634: ~ creationDate',
      'TMF634: ~ completionDate',
      'TMF634: ~ status',
      'TMF634 ExportJob.example.json: + completionDate',
    ],
  },
  {
    reason: 'A bill on demand is worked on at once, and its end is dated.',
    lines: ['TMF678: ~ lastUpdate', 'TMF678: ~ state'],
  },
  {
    reason:
      'An agreement begins when it is made, and an account names the class of its billing cycle.',
    lines: [
      'TMF651 Agreement.example.json: + initialDate',
      'TMF666 BillingAccount.example.json: + billStructure.cycleSpecification.@type',
    ],
  },
  {
    reason:
      'An order is dated and followed to its end; its lines stand where it does, whatever was sent, and name who pays.',
    lines: [
      'TMF622: + state',
      'TMF622 ProductOrder.example.json: + productOrderItem.billingAccount',
      'TMF622 ProductOrder.example.json: + productOrderItem.billingAccount.@referredType',
      'TMF622 ProductOrder.example.json: + productOrderItem.product.billingAccount',
      'TMF622 ProductOrder.example.json: + orderDate',
      'TMF622 ProductOrder.example.json: + completionDate',
      'TMF641: + state',
      'TMF641 ServiceOrder.example.json: + orderDate',
      'TMF641 ServiceOrder.example.json: + startDate',
      'TMF641 ServiceOrder.example.json: + completionDate',
      'TMF641 ServiceOrder.example.json: ~ serviceOrderItem.state',
    ],
  },
  {
    reason: 'A cancellation points at the order here, and is dated when it is done.',
    lines: [
      'TMF622 CancelProductOrder.example.json: ~ productOrder.href',
      'TMF622 CancelProductOrder.example.json: + effectiveCancellationDate',
      'TMF641 CancelServiceOrder.example.json: ~ serviceOrder.href',
      'TMF641 CancelServiceOrder.example.json: + effectiveCancellationDate',
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
    reason: 'The server says when a status was reached, and when money was asked for.',
    lines: [
      'TMF670 PaymentMethod: ~ statusDate',
      'TMF676 Payment.example.json: + paymentDate',
      'TMF676 Payment2.example.json: + paymentDate',
      'TMF676 Refund.example.json: ~ refundDate',
      'TMF676: + status',
      'TMF676: + statusDate',
    ],
  },
  {
    reason:
      'A payment is captured, and its items then say what became of the money, taxes included: of all of it.',
    lines: [
      'TMF676 Payment.example.json: + authorizationCode',
      'TMF676 Payment.example.json: + paymentItem.@type',
      'TMF676 Payment.example.json: + paymentItem.item.name',
      'TMF676 Payment.example.json: - paymentItem.item.href',
      'TMF676 Payment.example.json: ~ paymentItem.item.@referredType',
      'TMF676 Payment.example.json: ~ paymentItem.item.id',
      'TMF676 Payment.example.json: - paymentItem.taxAmount',
      'TMF676 Payment.example.json: - paymentItem.totalAmount',
      'TMF676 Payment.example.json: ~ paymentItem.amount.value',
      'TMF676 Payment2.example.json: + authorizationCode',
      'TMF676 Payment2.example.json: + paymentItem',
    ],
  },
  {
    reason: 'The server names the class where a sample does not.',
    lines: [
      'TMF635 Usage.example.json: + @type',
      'TMF635 UsageSpecification.example.1.json: + @type',
      'TMF635 UsageSpecification.example.json: + @type',
      'TMF654: + @type',
      'TMF677 QueryUsageConsumption.example.json: + @type',
    ],
  },
  {
    reason: 'The server knows when a usage specification was updated.',
    lines: ['TMF635: + lastUpdate', 'TMF635 UsageSpecification: ~ lastUpdate'],
  },
  {
    reason: 'An action on a balance is done at once, on the account of its bucket, and dated.',
    lines: [
      'TMF654: + status',
      'TMF654: + requestedDate',
      'TMF654: + confirmationDate',
      'TMF654: + partyAccount',
    ],
  },
  {
    reason: 'A question about usage is answered, and dated, when it is asked.',
    lines: [
      'TMF677: + usageConsumption',
      'TMF677 QueryUsageConsumption.example.json: + queryUsageConsumptionDate',
      'TMF677 QueryUsageConsumption: ~ queryUsageConsumptionDate',
    ],
  },
  {
    reason:
      'What a reservation or an extract takes from its pool, and when, is for the pool to say.',
    lines: [
      'TMF685 Extract: + resource',
      'TMF685 Reservation: ~ creationDate',
      'TMF685 Reservation: ~ state',
      'TMF685 Reservation: ~ stateChangeDate',
      'TMF685 Reservation: + validFor',
      'TMF685 Reservation: + reservationItem.id',
      'TMF685 Reservation: + reservationItem.state',
      'TMF685 Reservation: + reservationItem.stateChangeDate',
      'TMF685 Reservation: ~ reservationItem.relatedEntity',
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
    reason: 'The contract says these through the class that the payment method extends.',
    lines: ['TMF670 PaymentMethod href: unknown', 'TMF670 PaymentMethod id: unknown'],
  },
  {
    reason:
      'Attributes of the official sample that its own contract lacks; we take and keep them (differences.ts).',
    lines: [
      'TMF638 Service.example.json serviceRelationship.ServiceRelationshipCharacteristic: unknown',
      'TMF638 Service.example.json supportingResource.value: unknown',
    ],
  },
  {
    reason: 'The official samples leave isRef out, which their contract requires: the id tells.',
    lines: ['BillingAccount', 'PartyAccount', 'SettlementAccount'].flatMap((account) =>
      ['cycleSpecification', 'format', 'presentationMedia'].map(
        (part) => `TMF666 ${account}.example.json billStructure.${part}.isRef: missing`,
      ),
    ),
  },
  {
    reason:
      'The official sample leaves @type of its related party out, which its contract requires.',
    lines: ['TMF641 ServiceOrder.example.json relatedParty.@type: missing'],
  },
];

/** Samples in a state that is not one of ours, where the contract leaves the states open; they are posted in our first. */
export const otherStates: { reason: string; lines: string[] }[] = [
  {
    reason:
      'An agreement follows the states of its own definition, a template those of the catalogues.',
    lines: [
      'TMF651 Agreement.example.json: Pending',
      'TMF651 AgreementSpecification.example.json: Approved',
    ],
  },
  {
    reason: 'An account that bills could not follow is suspended or closed, never just inactive.',
    lines: [
      'TMF666 BillingAccount.example.json: Inactive',
      'TMF666 SettlementAccount.example.json: inactive',
    ],
  },
];
