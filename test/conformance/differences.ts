/**
 * Where our schemas say otherwise than the contracts, on purpose, and why. A line reads
 * `TMFnnn Definition.attribute: theirs -> ours`; `!` is required, `-` is not there, `[1..]` is at
 * least one. Three things hold everywhere and have no line: every object may carry `@type`,
 * `@baseType` and `@schemaLocation` (TMF630); URIs and base64 are not checked, because the
 * official samples hold few that are valid.
 */
export const differences: { reason: string; lines: string[] }[] = [
  {
    reason: 'A merge patch sends what changes, so nothing is required in it (RFC 7396).',
    lines: [
      'TMF622 ProductOrder_Update.productOrderItem: object[1..]! -> object[1..]',
      'TMF629 Customer_Update.engagedParty: object! -> object',
      'TMF654 AdjustBalance_Update.status: enum! -> enum',
      'TMF654 ReserveBalance_Update.reason: string! -> string',
      'TMF654 ReserveBalance_Update.status: enum! -> enum',
      'TMF654 TopupBalance_Update.status: enum! -> enum',
      'TMF654 TransferBalance_Update.channel: object! -> object',
      'TMF654 TransferBalance_Update.logicalResource: object[1..]! -> object[1..]',
      'TMF654 TransferBalance_Update.reason: string! -> string',
      'TMF654 TransferBalance_Update.receiverLogicalResource: object! -> object',
      'TMF670 PaymentMethod_Update.name: string! -> string',
      'TMF651 AgreementSpecification_Update.attachment: object[1..]! -> object[1..]',
      'TMF651 AgreementSpecification_Update.name: string! -> string',
      'TMF651 Agreement_Update.agreementItem: object[1..]! -> object[1..]',
      'TMF651 Agreement_Update.agreementType: string! -> string',
      'TMF651 Agreement_Update.engagedParty: object[1..]! -> object[1..]',
      'TMF651 Agreement_Update.name: string! -> string',
      'TMF666 BillFormat_Update.name: string! -> string',
      'TMF666 BillPresentationMedia_Update.name: string! -> string',
      'TMF666 BillingAccount_Update.name: string! -> string',
      'TMF666 BillingAccount_Update.relatedParty: object[1..]! -> object[1..]',
      'TMF666 BillingCycleSpecification_Update.name: string! -> string',
      'TMF666 FinancialAccount_Update.name: string! -> string',
      'TMF666 PartyAccount_Update.name: string! -> string',
      'TMF666 PartyAccount_Update.relatedParty: object[1..]! -> object[1..]',
      'TMF666 SettlementAccount_Update.name: string! -> string',
      'TMF666 SettlementAccount_Update.relatedParty: object[1..]! -> object[1..]',
    ],
  },
  {
    reason: 'The server sets id and href; the bodies do not even have them as attributes.',
    lines: [
      'TMF639 Resource_Create.href: -! -> -',
      'TMF639 Resource_Create.id: -! -> -',
      'TMF639 Resource_Update.href: -! -> -',
      'TMF639 Resource_Update.id: -! -> -',
    ],
  },
  {
    reason: 'The contract requires an attribute that its definition does not have.',
    lines: ['TMF641 ServiceOrderItemRef.id: -! -> -'],
  },
  {
    reason: 'Misprints in enumerations: a trailing blank, a misspelt word.',
    lines: [
      'TMF622 ProductStatusType: aborted  -> aborted',
      'TMF637 ProductStatusType: aborted  -> aborted',
      'TMF632 IndividualStateType: deceaded -> deceased',
    ],
  },
  {
    reason:
      'A characteristic is one thing from the order to the service; an order may name and relate it as the inventory does.',
    lines: [
      'TMF622 Characteristic.characteristicRelationship: - -> object[]',
      'TMF622 Characteristic.id: - -> string',
      'TMF629 Characteristic.characteristicRelationship: - -> object[]',
      'TMF629 Characteristic.id: - -> string',
      'TMF632 Characteristic.characteristicRelationship: - -> object[]',
      'TMF632 Characteristic.id: - -> string',
      'TMF637 Characteristic.characteristicRelationship: - -> object[]',
      'TMF637 Characteristic.id: - -> string',
      'TMF651 Characteristic.characteristicRelationship: - -> object[]',
      'TMF651 Characteristic.id: - -> string',
    ],
  },
  {
    reason:
      'A service passes from TMF641 through TMF640 to TMF638 unchanged, so the three share the widest of their shapes.',
    lines: [
      'TMF638 CharacteristicRelationship.href: - -> string',
      'TMF638 Feature.id: string! -> string',
      'TMF638 RelatedServiceOrderItem.href: - -> string',
      'TMF638 RelatedServiceOrderItem.id: - -> string',
      'TMF638 RelatedServiceOrderItem.itemId: string! -> string',
      'TMF638 RelatedServiceOrderItem.serviceOrderId: string! -> string',
      'TMF638 ServiceRefOrValue.id: string! -> string',
      'TMF638 ServiceRelationship.href: - -> string',
      'TMF638 ServiceRelationship.id: - -> string',
      'TMF638 ServiceRelationship.service: object! -> object',
      'TMF640 CharacteristicRelationship.href: - -> string',
      'TMF640 RelatedServiceOrderItem.href: - -> string',
      'TMF640 RelatedServiceOrderItem.id: - -> string',
      'TMF640 RelatedServiceOrderItem.itemId: string! -> string',
      'TMF640 RelatedServiceOrderItem.serviceOrderId: string! -> string',
      'TMF640 ServiceRelationship.href: - -> string',
      'TMF640 ServiceRelationship.id: - -> string',
    ],
  },
  {
    reason: 'TMF640 writes the name with a capital, TMF638 and TMF641 do not: both are taken.',
    lines: [
      'TMF638 ServiceRelationship.ServiceRelationshipCharacteristic: - -> object[]',
      'TMF640 ServiceRelationship.serviceRelationshipCharacteristic: - -> object[]',
      'TMF641 ServiceRelationship.ServiceRelationshipCharacteristic: - -> object[]',
    ],
  },
  {
    reason:
      'Services share the note of orders: the server can set author and date, only the author the text.',
    lines: [
      'TMF638 Note.author: string! -> string',
      'TMF638 Note.date: string:date-time! -> string:date-time',
      'TMF640 Note.text: string -> string!',
    ],
  },
  {
    reason: 'TMF622 and TMF637 show the value of a logical resource (a number) beside its id.',
    lines: [
      'TMF638 ResourceRef.value: - -> string',
      'TMF640 ResourceRef.value: - -> string',
      'TMF641 ResourceRef.value: - -> string',
      'TMF685 ResourceRef.value: - -> string',
    ],
  },
  {
    reason:
      'Only TMF641 requires @type of a related party; its own example leaves it out, and @referredType tells.',
    lines: ['TMF641 RelatedParty.@type: string! -> string'],
  },
  {
    reason: 'The contract says it through the class that this one extends.',
    lines: ['TMF670 PaymentMethod.href: - -> string', 'TMF670 PaymentMethod.id: - -> string'],
  },
  {
    reason:
      'The contract has twelve classes of payment methods and tells them by @type alone; each brings its own attributes, which are checked by class.',
    lines: [
      'TMF670 PaymentMethod: takes attributes that it does not name',
      'TMF670 PaymentMethod_Create: takes attributes that it does not name',
      'TMF670 PaymentMethod_Update: takes attributes that it does not name',
    ],
  },
  {
    reason: 'The two catalogues share one shape of a feature, the wider one of TMF634.',
    lines: [
      'TMF633 FeatureSpecification.href: - -> string',
      'TMF633 FeatureSpecificationCharacteristicRelationship.href: - -> string',
      'TMF633 FeatureSpecificationCharacteristicRelationship.id: - -> string',
      'TMF633 FeatureSpecificationRelationship.href: - -> string',
      'TMF633 FeatureSpecificationRelationship.id: - -> string',
    ],
  },
  {
    reason: 'The history shows actions of every kind, and only a transfer has a receiver.',
    lines: ['TMF654 BalanceActionHistory.receiverLogicalResource: object! -> object'],
  },
  {
    reason: 'A party is known by its id; these two alone want its name too.',
    lines: [
      'TMF651 RelatedParty.name: string! -> string',
      'TMF666 RelatedParty.name: string! -> string',
    ],
  },
  {
    reason: 'Whether it is a reference shows by its id; the official examples do not say isRef.',
    lines: [
      'TMF666 BillFormatRefOrValue.isRef: boolean! -> boolean',
      'TMF666 BillPresentationMediaRefOrValue.isRef: boolean! -> boolean',
      'TMF666 BillingCycleSpecificationRefOrValue.isRef: boolean! -> boolean',
    ],
  },
];

/** Names that official examples misspell, or write as an older version did, and what they mean. */
export const misspelt: Record<string, string> = {
  accountType: 'balanceType',
  '@schemalocation': '@schemaLocation',
  featureCharacteritic: 'featureCharacteristic',
  '@schemalLocation': '@schemaLocation',
};

/** Faults of an official example, and what is put instead where the example is posted after all. */
interface SampleFaults {
  reason: string;
  files: string[];
  faults: string[];
  /** By fault; null leaves the attribute out. Moments are completed, misspelt names written right, unknown ones left out. */
  mend?: Record<string, unknown>;
}

/**
 * What is wrong with official examples by the contracts themselves, and so refused. A fault reads
 * `path: what`, without the indexes of arrays, and dates by their last name.
 */
export const sampleFaults: SampleFaults[] = [
  {
    reason: 'Moments without a zone, or without seconds: nobody can tell which moment it was.',
    files: [
      'TMF633/ServiceCandidate.example.json',
      'TMF633/ServiceCatalog.example.json',
      'TMF633/ServiceCategory.example.json',
      'TMF633/ServiceSpecification.example.json',
    ],
    faults: [
      'endDateTime: not a date-time',
      'lastUpdate: not a date-time',
      'startDateTime: not a date-time',
    ],
  },
  {
    reason: 'The same, and a job state that the enumeration lacks (it has Succeeded).',
    files: ['TMF633/ExportJob.example.json', 'TMF633/ImportJob.example.json'],
    faults: [
      'completionDate: not a date-time',
      'creationDate: not a date-time',
      'status: invalid_value',
    ],
    mend: { 'status: invalid_value': 'Not Started' },
  },
  {
    reason: 'The same, and a place without the role that its definition requires.',
    files: [
      'TMF639/LogicalResource.value.json',
      'TMF639/Resource.example.json',
      'TMF639/Resource.value.json',
    ],
    faults: [
      'endOperatingDate: not a date-time',
      'startOperatingDate: not a date-time',
      'place.role: invalid_type',
    ],
    mend: { 'place.role: invalid_type': 'installation' },
  },
  {
    reason: 'Written for an older version: `unlock` for `unlocked`, and empty relationships.',
    files: ['TMF639/LogicalResource.value.json', 'TMF639/Resource.value.json'],
    faults: [
      'administrativeState: invalid_value',
      'resourceRelationship.relationshipType: invalid_type',
      'resourceRelationship.resource: invalid_type',
    ],
    mend: {
      'administrativeState: invalid_value': 'unlocked',
      'resourceRelationship.relationshipType: invalid_type': 'contains',
      'resourceRelationship.resource: invalid_type': {
        id: '44',
        href: 'http://server:port/resourceInventoryManagement/resource/44',
      },
    },
  },
  {
    reason: 'A related party without the class of what it points at.',
    files: ['TMF639/LogicalResource.value.json'],
    faults: ['relatedParty.@referredType: invalid_type'],
    mend: { 'relatedParty.@referredType: invalid_type': 'Organization' },
  },
  {
    reason: 'Empty strings where the contract has whole numbers.',
    files: ['TMF633/ServiceSpecification.example.json'],
    faults: [
      'specCharacteristic.characteristicValueSpecification.valueFrom: invalid_type',
      'specCharacteristic.characteristicValueSpecification.valueTo: invalid_type',
    ],
    mend: {
      'specCharacteristic.characteristicValueSpecification.valueFrom: invalid_type': null,
      'specCharacteristic.characteristicValueSpecification.valueTo: invalid_type': null,
    },
  },
  {
    reason: 'Misspelt: `@schemalLocation`.',
    files: ['TMF633/ServiceCategory.example.json'],
    faults: ['@schemalLocation: unknown'],
  },
  {
    reason: 'Misspelt: `featureCharacteritic`; and so the required attribute is not there.',
    files: ['TMF638/Service.example.json'],
    faults: [
      'feature.featureCharacteristic: invalid_type',
      'feature.featureCharacteritic: unknown',
    ],
  },
  {
    reason: 'The same in a service order.',
    files: ['TMF641/ServiceOrder.example.json'],
    faults: [
      'serviceOrderItem.service.feature.featureCharacteristic: invalid_type',
      'serviceOrderItem.service.feature.featureCharacteritic: unknown',
    ],
  },
  {
    reason: 'An action `change`, which the enumeration lacks (it has modify).',
    files: ['TMF638/Service.example.json'],
    faults: ['serviceOrderItem.itemAction: invalid_value'],
    mend: { 'serviceOrderItem.itemAction: invalid_value': 'modify' },
  },
  {
    reason: 'A role on a reference that has none in the contract.',
    files: ['TMF637/Product.example.json'],
    faults: ['realizingService.role: unknown'],
  },
  {
    reason:
      'A certificate with attributes that the contract lacks, and no schema that brings them.',
    files: ['TMF632/Individual.example.json', 'TMF632/Organization.example.json'],
    faults: [
      'taxExemptionCertificate.certificateNumber: unknown',
      'taxExemptionCertificate.issuingJurisdiction: unknown',
    ],
  },
  {
    reason: 'One more of these.',
    files: ['TMF632/Organization.example.json'],
    faults: ['taxExemptionCertificate.reason: unknown'],
  },
  {
    reason: 'Amounts under names of an older version.',
    files: ['TMF635/Usage.example.json'],
    faults: [
      'ratedProductUsage.taxExcludedAmount: unknown',
      'ratedProductUsage.taxIncludedAmount: unknown',
    ],
  },
  {
    reason: 'Characteristics of an older version, and booleans as text.',
    files: ['TMF635/UsageSpecification.example.1.json'],
    faults: [
      'specCharacteristic.configurable: invalid_type',
      'specCharacteristic.usageSpecCharacteristicValue: unknown',
    ],
    mend: { 'specCharacteristic.configurable: invalid_type': true },
  },
  {
    reason: 'The same, at the top.',
    files: ['TMF635/UsageSpecification.example.json'],
    faults: ['usageSpecCharacteristic: unknown'],
  },
  {
    reason: 'A list where the contract has one, or one where it has a list.',
    files: ['TMF654/AccumulatedBalance.example.json'],
    faults: ['logicalResource: invalid_type'],
  },
  {
    reason: 'The same.',
    files: [
      'TMF654/AdjustBalance.example.json',
      'TMF654/BalanceActionHistory.example.json',
      'TMF654/ReserveBalance.example.json',
      'TMF654/TopupBalance.example.json',
      'TMF654/TransferBalance.example.json',
    ],
    faults: ['logicalResource: invalid_type', 'product: invalid_type'],
    mend: {
      'logicalResource: invalid_type': [{ id: '07645233482' }],
      'product: invalid_type': [{ id: 'prd1' }],
    },
  },
  {
    reason: 'Misspelt, and with a state, a type and references that the contract lacks.',
    files: ['TMF654/BalanceActionHistory.example.json'],
    faults: [
      'isAutopTopup: unknown',
      'paymentMethod.type: unknown',
      'relatedParty.@referredType: invalid_type',
      'requestor.@referredType: invalid_type',
      'status: invalid_value',
    ],
  },
  {
    reason: 'A date that the contract lacks.',
    files: ['TMF654/ReserveBalance.example.json'],
    faults: ['expirationDate: unknown'],
  },
  {
    reason: 'An amount where the contract has money.',
    files: ['TMF654/TransferBalance.example.json'],
    faults: [
      'receiverLogicalResource: invalid_type',
      'transferCost.amount: unknown',
      'transferCost.units: unknown',
    ],
    mend: { 'receiverLogicalResource: invalid_type': { id: '07645233483' } },
  },
  {
    reason: 'A card with its number and its code: what no API of ours takes.',
    files: ['TMF676/Refund.example.json'],
    faults: [
      'paymentMethod.bank: unknown',
      'paymentMethod.brand: unknown',
      'paymentMethod.cardNumber: unknown',
      'paymentMethod.cvv: unknown',
      'paymentMethod.expirationDate: unknown',
      'paymentMethod.nameOnCard: unknown',
      'paymentMethod.type: unknown',
    ],
  },
  {
    reason: 'A reference with a description, which the contract does not have.',
    files: ['TMF676/Refund.example.json'],
    faults: ['payment.description: unknown'],
  },
  {
    reason:
      'Written for an older version: single objects for lists, a text for a number, no type, and attributes that are gone.',
    files: ['TMF651/Agreement.example.json'],
    faults: [
      'agreementItem.productOffering: invalid_type',
      'agreementItem.termOrCondition: invalid_type',
      'agreementType: invalid_type',
      'documentNumber: invalid_type',
      'engagedParty.@referredType: invalid_type',
      'relatedParty: unknown',
      'validFor: unknown',
    ],
    mend: {
      'agreementItem.productOffering: invalid_type': [{ id: '61', name: 'ChristmasToy' }],
      'agreementItem.termOrCondition: invalid_type': [
        { id: '1', description: 'delivery should be done in France' },
      ],
      'agreementType: invalid_type': 'commercial',
      'documentNumber: invalid_type': 97867,
      'engagedParty.@referredType: invalid_type': 'Organization',
    },
  },
  {
    reason: 'A single attachment for a list, and moments without seconds.',
    files: ['TMF651/AgreementSpecification.example.json'],
    faults: [
      'attachment: invalid_type',
      'endDateTime: not a date-time',
      'startDateTime: not a date-time',
    ],
    mend: { 'attachment: invalid_type': [{ id: '1' }] },
  },
  {
    reason: 'An exemption with attributes that the contract lacks, and no schema that brings them.',
    files: [
      'TMF666/BillingAccount.example.json',
      'TMF666/FinancialAccount.example.json',
      'TMF666/PartyAccount.example.json',
      'TMF666/SettlementAccount.example.json',
    ],
    faults: ['taxExemption.attachment: unknown', 'taxExemption.taxDefinition: unknown'],
  },
  {
    reason: 'The same.',
    files: ['TMF666/BillingAccount.example.json', 'TMF666/SettlementAccount.example.json'],
    faults: ['taxExemption.id: unknown'],
  },
  {
    reason:
      'Older names of a balance and of a plan, and a related party without the class of what it points at.',
    files: ['TMF666/BillingAccount.example.json'],
    faults: [
      'contact.relatedParty.@referredType: invalid_type',
      'financialAccount.accountBalance.accountType: unknown',
      'financialAccount.accountBalance.balanceType: invalid_type',
      'paymentPlan.paymentType: unknown',
    ],
    mend: { 'contact.relatedParty.@referredType: invalid_type': 'Organization' },
  },
  {
    reason: 'A characteristic without its value.',
    files: ['TMF678/AppliedCustomerBillingRate.example.json'],
    faults: ['characteristic.value: invalid_type'],
  },
  {
    reason:
      'Misspelt: `@schemalocation`; older names of cycle and state; a size without its unit; empty references.',
    files: ['TMF678/CustomerBill.example.json'],
    faults: [
      '@schemalocation: unknown',
      'billCycle: unknown',
      'billDocument.size: invalid_type',
      'paymentMethod.id: invalid_type',
      'relatedParty.id: invalid_type',
      'status: unknown',
      'taxItem.@schemalocation: unknown',
    ],
  },
  {
    reason: 'An empty reference.',
    files: ['TMF678/CustomerBillOnDemand.example.json'],
    faults: ['customerBill.id: invalid_type'],
    mend: { 'customerBill.id: invalid_type': 'none' },
  },
];
