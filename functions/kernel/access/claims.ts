import * as z from 'zod';
import { isRole, type Role } from './caller.ts';

/** What a token may say of its bearer, whoever issued it. */
const Claims = z.object({
  sub: z.string(),
  client_id: z.string().optional(),
  /** OIDC issuers that can be taught to say it. */
  tenant: z.string().optional(),
  roles: z.string().optional(),
  party_id: z.string().optional(),
  /** Cognito, for people: attributes that only an administrator sets, and groups. */
  'custom:tenant': z.string().optional(),
  'custom:party_id': z.string().optional(),
  'cognito:groups': z.array(z.string()).optional(),
  /** Cognito, for programs: `demo/agent`, a tenant's resource server and the role in it. */
  scope: z.string().optional(),
});
type Claims = z.infer<typeof Claims>;

/** Whom the API answers to, as the authorizer hands it on. */
export interface Bearer {
  readonly tenant: string;
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly partyId: string;
  readonly clientId: string;
}

const tenantName = /^[a-z0-9-]{1,40}$/;

const scopesOf = (claims: Claims): readonly { readonly tenant: string; readonly role: string }[] =>
  (claims.scope ?? '').split(' ').flatMap((scope) => {
    const [tenant, role, ...more] = scope.split('/');
    return tenant === undefined || role === undefined || more.length > 0 ? [] : [{ tenant, role }];
  });

const saysOf = (claims: Claims): { tenant: string | undefined; roles: readonly string[] } => {
  const tenant = claims.tenant ?? claims['custom:tenant'];
  if (tenant !== undefined)
    return { tenant, roles: claims.roles?.split(' ') ?? claims['cognito:groups'] ?? [] };
  const scopes = scopesOf(claims);
  const [first] = scopes;
  // A token for two tenants at once says nothing of which one a request is about.
  const one = scopes.every((scope) => scope.tenant === first?.tenant);
  return { tenant: one ? first?.tenant : undefined, roles: scopes.map(({ role }) => role) };
};

/** The bearer of verified claims; undefined where they name no tenant. */
export const bearerOf = (verified: unknown): Bearer | undefined => {
  const claims = Claims.safeParse(verified);
  if (!claims.success) return undefined;
  const { tenant, roles } = saysOf(claims.data);
  if (tenant === undefined || !tenantName.test(tenant)) return undefined;
  return {
    tenant,
    subject: claims.data.sub,
    roles: roles.filter(isRole),
    partyId: claims.data.party_id ?? claims.data['custom:party_id'] ?? '',
    clientId: claims.data.client_id ?? claims.data.sub,
  };
};
