/** What a promotion can be made of, as the catalogue of promotions takes it and bills count it. */

/** What a customer gets: a share of the charges in percent, or an amount of the account's currency off each bill. */
export const actionTypes = ['percentageDiscount', 'fixedDiscount'] as const;

/**
 * What it may depend on: the offering of a product, full months since a product became active (0 is the first), the
 * party, a bill's charges before discounts.
 */
export const criteriaParameters = [
  'productOffering',
  'monthsActive',
  'party',
  'billAmount',
] as const;

export const criteriaOperators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const;
