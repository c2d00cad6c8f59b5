import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';

/** The claims that Strowger needs of any OIDC issuer's token; Cognito's groups stand in for roles. */
const Claims = z.object({
  sub: z.string(),
  tenant: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional(),
  'custom:tenant': z.string().optional(),
  roles: z.string().optional(),
  'cognito:groups': z.array(z.string()).optional(),
  party_id: z.string().optional(),
  client_id: z.string().optional(),
});

const issuer = (): string => process.env['ISSUER'] ?? '';
let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

const keySet = (): ReturnType<typeof createRemoteJWKSet> => {
  keys ??= createRemoteJWKSet(new URL(`${issuer()}/.well-known/jwks.json`));
  return keys;
};

/** The policy covers the whole stage, because API Gateway caches it for all paths of the token. */
const allow = (methodArn: string, context: Record<string, string>): APIGatewayAuthorizerResult => ({
  principalId: context['subject'] ?? 'unknown',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'execute-api:Invoke',
        Effect: 'Allow',
        Resource: `${methodArn.split('/').slice(0, 2).join('/')}/*`,
      },
    ],
  },
  context,
});

/** Verifies the bearer token against the issuer's published keys. API Gateway turns `Unauthorized` into 401. */
export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const header = Object.entries(event.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  )?.[1];
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Error('Unauthorized');
  const payload = await jwtVerify(token, keySet(), { issuer: issuer() }).then(
    (verified) => verified.payload,
    () => {
      throw new Error('Unauthorized');
    },
  );
  const claims = Claims.safeParse(payload);
  const tenant = claims.data?.tenant ?? claims.data?.['custom:tenant'];
  if (!claims.success || tenant === undefined) throw new Error('Unauthorized');
  return allow(event.methodArn, {
    tenant,
    subject: claims.data.sub,
    roles: claims.data.roles ?? claims.data['cognito:groups']?.join(' ') ?? '',
    partyId: claims.data.party_id ?? '',
    clientId: claims.data.client_id ?? claims.data.sub,
  });
};
