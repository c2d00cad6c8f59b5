/**
 * Where our operations and events say otherwise than the contracts, on purpose, and why. A line is what all
 * operations of a kind (`list`, `create` …) differ in, or `TMFnnn method /path: …` where only one does. `+` is ours
 * alone, `-` is the contract's alone. A line that no longer holds fails the test.
 */
export const beyond: { reason: string; lines: string[] }[] = [
  {
    reason: 'TMF630 sorts lists and filters them by any attribute; the contracts name neither.',
    lines: ['list: + query sort', 'list: + query filter'],
  },
  {
    reason: 'A page links to its neighbours (RFC 8288).',
    lines: ['list: + answers header Link'],
  },
  {
    reason:
      'Lost updates are refused: an ETag comes with each resource, If-Match may go with a change (TMF630).',
    lines: [
      'get: + answers header ETag',
      'create: + answers header ETag',
      'patch: + answers header ETag',
      'patch: + header If-Match',
      'delete: + header If-Match',
      'patch: + answers 412',
      'delete: + answers 412',
    ],
  },
  {
    reason: 'TMF630 has Location for what was created.',
    lines: ['create: + answers header Location', 'register: + answers header Location'],
  },
  {
    reason: 'A create may be repeated safely, and every request can name what it belongs to.',
    lines: [
      'create: + header Idempotency-Key',
      'create: + header X-Correlation-Id',
      'patch: + header X-Correlation-Id',
      'delete: + header X-Correlation-Id',
    ],
  },
  {
    reason:
      'TMF630 has both kinds of patches; the contracts name the merge patch by its plain type alone.',
    lines: [
      'patch: + body Update as application/merge-patch+json',
      'patch: + body JsonPatch as application/json-patch+json',
    ],
  },
  {
    reason: 'A body that is too large or of another media type is refused as HTTP has it.',
    lines: [
      'create: + answers 413',
      'patch: + answers 413',
      'create: + answers 415',
      'patch: + answers 415',
      'register: + answers 415',
    ],
  },
  {
    reason: 'API Gateway throttles every client by its usage plan.',
    lines: [
      'list: + answers 429',
      'get: + answers 429',
      'create: + answers 429',
      'patch: + answers 429',
      'delete: + answers 429',
      'register: + answers 429',
      'unregister: + answers 429',
    ],
  },
  {
    reason:
      'Extensions of ours: a subscription can be read again, and a resource has its audit trail.',
    lines: ['get /hub/{id}: + operation', 'get /*/{id}/change: + operation'],
  },
  {
    reason:
      'TMF654 has no way to open a bucket, though its conformance kit opens one: operators may, and may suspend it.',
    lines: ['TMF654 post /bucket: + operation', 'TMF654 patch /bucket/{id}: + operation'],
  },
  {
    reason:
      'The contracts give some events the id and href of a process flow, and others not; the event has eventId, the resource its own id and href.',
    lines: ['event: - id', 'event: - href'],
  },
  {
    reason: 'One shape for every event: fieldPath is there where attributes changed.',
    lines: ['event: + fieldPath'],
  },
  {
    reason:
      'Bill runs, legal entities, the certificate of the books and what a change of prices would do stand beside the bills; TMF678 has none of them.',
    lines: [
      'TMF678 get /billRun/{id}: + operation',
      'TMF678 get /billRun: + operation',
      'TMF678 get /booksCertificate/{id}: + operation',
      'TMF678 get /booksCertificate: + operation',
      'TMF678 post /booksCertificate: + operation',
      'TMF678 get /priceChangePreview/{id}/effect: + operation',
      'TMF678 get /priceChangePreview/{id}: + operation',
      'TMF678 get /priceChangePreview: + operation',
      'TMF678 patch /priceChangePreview/{id}: + operation',
      'TMF678 post /priceChangePreview: + operation',
      'TMF678 get /legalEntity/{id}: + operation',
      'TMF678 get /legalEntity: + operation',
      'TMF678 patch /billRun/{id}: + operation',
      'TMF678 patch /legalEntity/{id}: + operation',
      'TMF678 post /billRun: + operation',
      'TMF678 post /legalEntity: + operation',
    ],
  },
  {
    reason:
      'A bill can be opened, looked at beforehand, sent as a document and put right by a credit note; TMF678 only lists bills.',
    lines: [
      'TMF678 get /customerBill/{id}/document.html: + operation',
      'TMF678 get /customerBill/{id}/document.pdf: + operation',
      'TMF678 get /customerBill/{id}/explanation: + operation',
      'TMF678 post /billPreview: + operation',
      'TMF678 post /customerBill/{id}/creditNote: + operation',
    ],
  },
  {
    reason:
      'TMF685 reserves and moves what TMF639 keeps, and the contract has no way to take several resources or none.',
    lines: [
      'TMF639 post /holding/{id}/release: + operation',
      'TMF639 post /holding: + operation',
      'TMF639 post /stock: + operation',
    ],
  },
  {
    reason:
      'A service order that waits for a person is answered beside it; TMF641 has no word for it.',
    lines: [
      'TMF641 get /heldOrder/{id}: + operation',
      'TMF641 get /heldOrder: + operation',
      'TMF641 patch /heldOrder/{id}: + operation',
    ],
  },
  {
    reason: 'TMF671 answers what a client sends, without its id: a slip of its authors.',
    lines: [
      'TMF671 get /promotion/{id}: + answers TMF671_Promotion',
      'TMF671 get /promotion/{id}: - answers Create',
      'TMF671 get /promotion: + answers TMF671_Promotion[]',
      'TMF671 get /promotion: - answers Create[]',
    ],
  },
  {
    reason: 'Events of TMF666 carry `payload`; TMF630 and all others have `event`.',
    lines: ['event: + event', 'event: - payload'],
  },
];

/** Events of resources that we serve, but never publish, and why. A line that is published after all fails the test. */
export const notPublished: { reason: string; events: string[] }[] = [
  {
    reason:
      'They tell of bulk changes at once; each change of an import has its own event, and the job has events too.',
    events: [
      'TMF620 CatalogBatchEvent',
      'TMF633 ServiceCatalogBatchEvent',
      'TMF637 ProductBatchEvent',
    ],
  },
  {
    reason:
      'An order, a cancellation or a reservation that lacks something is refused at once with all that it lacks; none waits for more.',
    events: [
      'TMF622 CancelProductOrderInformationRequiredEvent',
      'TMF622 ProductOrderInformationRequiredEvent',
      'TMF641 CancelServiceOrderInformationRequiredEvent',
      'TMF641 ServiceOrderInformationRequiredEvent',
      'TMF685 ReservationInformationRequiredEvent',
    ],
  },
  {
    reason:
      'A service order promises no date and has no milestones before its end: its states tell all.',
    events: ['TMF641 ServiceOrderJeopardyEvent', 'TMF641 ServiceOrderMilestoneEvent'],
  },
  {
    reason: 'A question about usage is answered at once: it has no other state.',
    events: ['TMF677 QueryUsageConsumptionStateChangeEvent'],
  },
];

/** Events that no contract has, and that listeners hear all the same, and why. A line that nobody hears fails the test. */
export const alsoTold: { reason: string; events: string[] }[] = [
  {
    reason:
      'What our own capabilities ask of each other: staff who follow an order see it pass from BSS to OSS and the network.',
    events: [
      'TMF622 CancelServiceOrderRequestEvent',
      'TMF622 ServiceOrderRequestEvent',
      'TMF640 NetworkCommandEvent',
    ],
  },
  {
    reason: 'TMF634 has events of its jobs; those of the other two catalogues are told alike.',
    events: [
      'TMF620 ExportJobCreateEvent',
      'TMF620 ExportJobStateChangeEvent',
      'TMF620 ImportJobCreateEvent',
      'TMF620 ImportJobStateChangeEvent',
      'TMF633 ExportJobCreateEvent',
      'TMF633 ExportJobStateChangeEvent',
      'TMF633 ImportJobCreateEvent',
      'TMF633 ImportJobStateChangeEvent',
    ],
  },
  {
    reason:
      'TMF685 has no events of what moves between pools; whoever follows a stock hears of it.',
    events: ['TMF685 ExtractCreateEvent', 'TMF685 PushCreateEvent'],
  },
];
