import {
  CognitoIdentityProviderClient,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  DescribeResourceServerCommand,
  DescribeUserPoolClientCommand,
  paginateListUserPoolClients,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Credentials } from '../demo/client.ts';
import { nameOf } from '../names.ts';
import { awsSettings } from './aws.ts';
import type { Deployment } from './deployment.ts';
import type { Place } from './endpoint.ts';
import { Refused } from './refused.ts';

/** Roles of the programs that call the API in a tenant's name. */
const roles = ['admin', 'operations', 'agent'] as const;
type ProgramRole = (typeof roles)[number];

/** The credentials of a tenant's programs; their secrets are in the user pool and nowhere else. */
export type Programs = Readonly<Record<ProgramRole, Credentials>>;

const tenantName = /^[a-z0-9-]{1,40}$/;

/** A tenant is a resource server: its scopes are the roles in it. */
const ensureServer = async (
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  tenant: string,
): Promise<void> => {
  const key = { UserPoolId, Identifier: tenant };
  try {
    await client.send(new DescribeResourceServerCommand(key));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const Scopes = roles.map((role) => ({
      ScopeName: role,
      ScopeDescription: `${role} of ${tenant}`,
    }));
    await client.send(new CreateResourceServerCommand({ ...key, Name: tenant, Scopes }));
  }
};

const idsByName = async (
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for await (const { UserPoolClients } of paginateListUserPoolClients({ client }, { UserPoolId }))
    for (const { ClientName = '', ClientId = '' } of UserPoolClients ?? [])
      ids.set(ClientName, ClientId);
  return ids;
};

/** True where the tenant was made before. */
export const isTenant = async (
  place: Place,
  { userPoolId: UserPoolId }: Deployment,
  tenant: string,
): Promise<boolean> => {
  const client = new CognitoIdentityProviderClient(awsSettings(place));
  try {
    await client.send(new DescribeResourceServerCommand({ UserPoolId, Identifier: tenant }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
};

/** Makes a tenant with a client for each role of its programs, where they are not there yet, and answers them. */
export const ensureTenant = async (
  place: Place,
  { userPoolId: UserPoolId }: Deployment,
  tenant: string,
): Promise<Programs> => {
  if (!tenantName.test(tenant))
    throw new Refused('A tenant is named by up to 40 lower case letters, digits and hyphens');
  const client = new CognitoIdentityProviderClient(awsSettings(place));
  await ensureServer(client, UserPoolId, tenant);
  const ids = await idsByName(client, UserPoolId);
  const program = async (role: ProgramRole): Promise<Credentials> => {
    const ClientName = nameOf(place.stage.name, tenant, role);
    const ClientId = ids.get(ClientName);
    const { UserPoolClient } = await (ClientId === undefined
      ? client.send(
          new CreateUserPoolClientCommand({
            UserPoolId,
            ClientName,
            GenerateSecret: true,
            AllowedOAuthFlowsUserPoolClient: true,
            AllowedOAuthFlows: ['client_credentials'],
            AllowedOAuthScopes: [`${tenant}/${role}`],
            PreventUserExistenceErrors: 'ENABLED',
          }),
        )
      : client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })));
    return { id: UserPoolClient?.ClientId ?? '', secret: UserPoolClient?.ClientSecret ?? '' };
  };
  const [admin, operations, agent] = await Promise.all([
    program('admin'),
    program('operations'),
    program('agent'),
  ]);
  return { admin, operations, agent };
};
