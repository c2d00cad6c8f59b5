import type * as z from 'zod';
import { kinds } from '../../../schemas/tmf/payment-method/kinds.ts';
import { PaymentMethod } from '../../../schemas/tmf/payment-method/payment-method.ts';

const known = Object.keys(PaymentMethod.shape);

/** `TokenizedCard` and `tokenizedCard` are one class: the contract's enumeration and its definitions differ in case. */
const kindOf = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);

const faultOf = (issue: z.core.$ZodIssue): readonly string[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${key} is not an attribute of this class`);
  return [`${issue.path.join('.')}: ${issue.message}`];
};

/** What is wrong with a method's class, or with the attributes that its class brings. */
export const faultsOfKind = (method: PaymentMethod): readonly string[] => {
  const schema = kinds.get(kindOf(method['@type']));
  if (kindOf(method['@type']) === 'bankCard')
    return ['@type: a bankCard is not kept; send a tokenizedCard with the token of the provider'];
  if (schema === undefined)
    return [
      `@type: ${method['@type']} is no payment method; there are ${[...kinds.keys()].join(', ')}`,
    ];
  const own = Object.fromEntries(Object.entries(method).filter(([name]) => !known.includes(name)));
  const result = schema.safeParse(own);
  return result.success ? [] : result.error.issues.flatMap(faultOf);
};
