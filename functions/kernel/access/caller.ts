import * as z from 'zod';

export const roles = ['admin', 'operations', 'agent', 'customer'] as const;
export type Role = (typeof roles)[number];

/** Who asks: tenant, subject and roles from the token; `partyId` is the customer's own party. */
export interface Caller {
  readonly tenant: string;
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly partyId?: string;
  /** The client that the token was given to. @default - a step or a subscriber of our own */
  readonly clientId?: string;
  readonly requestId: string;
  readonly correlationId: string;
}

/** True for a role that Strowger knows; a token may name others. */
export const isRole = (role: string): role is Role => roles.some((known) => known === role);

/** The authorizer's context, as API Gateway hands it to a function: all strings. */
const AuthorizerContext = z.object({
  tenant: z.string().min(1),
  subject: z.string().min(1),
  roles: z.string(),
  partyId: z.string().optional(),
  clientId: z.string().optional(),
});

export const callerOf = (context: unknown, requestId: string, correlationId: string): Caller => {
  const { tenant, subject, roles: granted, partyId, clientId } = AuthorizerContext.parse(context);
  return {
    tenant,
    subject,
    roles: granted.split(' ').filter(isRole),
    ...(partyId && { partyId }),
    ...(clientId && { clientId }),
    requestId,
    correlationId,
  };
};

/** A caller inside the system: a task or a subscriber, acting for the tenant. */
export const systemCaller = (
  tenant: string,
  capability: string,
  correlationId: string,
): Caller => ({
  tenant,
  subject: `system:${capability}`,
  roles: ['operations'],
  requestId: correlationId,
  correlationId,
});

/** What a role may do with a resource: everything; read; its own party's things only; nothing. */
export type Grant = 'all' | 'read' | 'own' | 'readOwn' | 'none';
export type Access = Readonly<Record<Exclude<Role, 'admin'>, Grant>>;

const strength: readonly Grant[] = ['none', 'readOwn', 'own', 'read', 'all'];

/** The strongest grant of the caller's roles. */
export const grantOf = (caller: Caller, access: Access): Grant => {
  const grants = caller.roles.map((role) => (role === 'admin' ? 'all' : access[role]));
  return grants.reduce(
    (best, grant) => (strength.indexOf(grant) > strength.indexOf(best) ? grant : best),
    'none',
  );
};

/** True where the caller may read only what belongs to their party. */
export const ownOnly = (grant: Grant): boolean => grant === 'own' || grant === 'readOwn';
export const mayWrite = (grant: Grant): boolean => grant === 'all' || grant === 'own';

/** Usual grants: what the public may browse, what a customer owns, what only the operator's staff sees. */
export const catalogueAccess: Access = { operations: 'all', agent: 'read', customer: 'read' };
export const customerOwned: Access = { operations: 'all', agent: 'all', customer: 'own' };
export const customerReads: Access = { operations: 'all', agent: 'read', customer: 'readOwn' };
/** Places are shared by all who live there, so everyone may read and register one. */
export const siteAccess: Access = { operations: 'all', agent: 'all', customer: 'read' };
export const staffOnly: Access = { operations: 'all', agent: 'read', customer: 'none' };
/** What a capability keeps for itself. */
export const nobody: Access = { operations: 'none', agent: 'none', customer: 'none' };
