import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { Bearer } from './claims.ts';
import { bearerOf } from './claims.ts';

const issuer = (): string => process.env['ISSUER'] ?? '';
let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

/** A user pool's keys are an AWS service's, and those are where `AWS_ENDPOINT_URL` says, if it says so. */
export const keysUrl = (issuerUrl: string, endpoint: string | undefined): URL => {
  const { hostname, pathname } = new URL(issuerUrl);
  const base =
    endpoint !== undefined && hostname.startsWith('cognito-idp.')
      ? new URL(pathname, endpoint).href
      : issuerUrl;
  return new URL(`${base}/.well-known/jwks.json`);
};

const keySet = (): ReturnType<typeof createRemoteJWKSet> => {
  keys ??= createRemoteJWKSet(keysUrl(issuer(), process.env['AWS_ENDPOINT_URL']));
  return keys;
};

/** The policy covers the whole stage, because API Gateway caches it for all paths of the token. */
const allow = (methodArn: string, bearer: Bearer): APIGatewayAuthorizerResult => ({
  principalId: bearer.subject,
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
  context: { ...bearer, roles: bearer.roles.join(' ') },
});

/** jose's words for an issuer that does not answer as it should: no fault of the token, so no 401. */
const issuerFaults = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

const unlessWrong = (error: unknown): undefined => {
  const wrong = error instanceof errors.JOSEError && !issuerFaults.includes(error.code);
  if (!wrong) throw error;
};

/** Verifies the bearer token against the issuer's published keys. API Gateway turns `Unauthorized` into 401. */
export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const header = Object.entries(event.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  )?.[1];
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Error('Unauthorized');
  const audience = process.env['AUDIENCE'] ?? '';
  const bearer = await jwtVerify(token, keySet(), {
    issuer: issuer(),
    ...(audience !== '' && { audience }),
  }).then(({ payload }) => bearerOf(payload), unlessWrong);
  if (bearer === undefined) throw new Error('Unauthorized');
  return allow(event.methodArn, bearer);
};
