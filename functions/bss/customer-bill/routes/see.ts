import { grantOf } from '../../../kernel/access/caller.ts';
import type { Request } from '../../../kernel/http/request.ts';
import { forbidden } from '../../../kernel/problem.ts';
import type { Stored } from '../../../kernel/table/stored.ts';
import { visible } from '../../../kernel/tmf/visible.ts';
import { HiddenBill } from '../bill-body.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';

/** A bill that the caller may see, with what it keeps. */
export const seenBill = async (
  request: Request,
  id: string,
): Promise<{ readonly stored: Stored<OwnBill>; readonly hidden: HiddenBill }> => {
  const grant = grantOf(request.caller, customerBill.access);
  if (grant === 'none') throw forbidden('Your role may not see bills');
  const stored = await visible(customerBill, request, grant, id);
  return { stored, hidden: HiddenBill.parse(stored.hidden) };
};

/** What changes money is for operations alone. */
export const assertOperations = ({ caller }: Request): void => {
  if (!caller.roles.some((role) => role === 'admin' || role === 'operations'))
    throw forbidden('Your role may not do this; operations and admin may');
};
