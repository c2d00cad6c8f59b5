/** Operations of the contracts that we do not serve yet, and why. A line that is served after all fails the test. */
export const notYetServed: { reason: string; operations: string[] }[] = [
  {
    reason: 'Catalogues are loaded through their resources; bulk jobs come with the file store.',
    operations: [
      'TMF620 delete /exportJob/{id}',
      'TMF620 delete /importJob/{id}',
      'TMF620 get /exportJob',
      'TMF620 get /exportJob/{id}',
      'TMF620 get /importJob',
      'TMF620 get /importJob/{id}',
      'TMF620 post /exportJob',
      'TMF620 post /importJob',
      'TMF633 delete /exportJob/{id}',
      'TMF633 delete /importJob/{id}',
      'TMF633 get /exportJob',
      'TMF633 get /exportJob/{id}',
      'TMF633 get /importJob',
      'TMF633 get /importJob/{id}',
      'TMF633 post /exportJob',
      'TMF633 post /importJob',
      'TMF634 delete /exportJob/{id}',
      'TMF634 delete /importJob/{id}',
      'TMF634 get /exportJob',
      'TMF634 get /exportJob/{id}',
      'TMF634 get /importJob',
      'TMF634 get /importJob/{id}',
      'TMF634 post /exportJob',
      'TMF634 post /importJob',
    ],
  },
  {
    reason:
      'Cancelling comes with the cancellation machine; until then an order that fails is undone whole.',
    operations: [
      'TMF622 get /cancelProductOrder',
      'TMF622 get /cancelProductOrder/{id}',
      'TMF622 post /cancelProductOrder',
      'TMF641 get /cancelServiceOrder',
      'TMF641 get /cancelServiceOrder/{id}',
      'TMF641 post /cancelServiceOrder',
    ],
  },
  {
    reason:
      'Services are configured by service orders alone; a direct activation would pass the order by.',
    operations: [
      'TMF640 delete /service/{id}',
      'TMF640 get /service',
      'TMF640 get /service/{id}',
      'TMF640 patch /service/{id}',
      'TMF640 post /service',
    ],
  },
  {
    reason:
      "Resources are reserved by an order's assignment, all or nothing; pools are not filled or emptied by hand.",
    operations: [
      'TMF685 delete /reservation/{id}',
      'TMF685 get /extract',
      'TMF685 get /extract/{id}',
      'TMF685 get /push',
      'TMF685 get /push/{id}',
      'TMF685 get /reservation',
      'TMF685 get /reservation/{id}',
      'TMF685 patch /reservation/{id}',
      'TMF685 post /extract',
      'TMF685 post /push',
      'TMF685 post /reservation',
    ],
  },
];

/** Operations of ours below the base path of a contract, and why. A line that is not served fails the test. */
export const servedBeside: { reason: string; operations: string[] }[] = [
  {
    reason:
      'TMF635 takes records one by one. Files and batches, what waits for a cause to be mended, and the sums of a month are ours.',
    operations: [
      'TMF635 get /usageCollection',
      'TMF635 get /usageCollection/{id}',
      'TMF635 post /usageCollection',
      'TMF635 get /usageReject',
      'TMF635 get /usageReject/{id}',
      'TMF635 patch /usageReject/{id}',
      'TMF635 get /usageSummary',
      'TMF635 get /usageSummary/{id}',
    ],
  },
  {
    reason:
      'TMF654 opens no bucket, though its conformance kit does; and every movement can be read in the ledger.',
    operations: [
      'TMF654 get /ledgerEntry',
      'TMF654 get /ledgerEntry/{id}',
      'TMF654 patch /bucket/{id}',
      'TMF654 post /bucket',
    ],
  },
];
