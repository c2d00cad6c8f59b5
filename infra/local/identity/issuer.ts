import { timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { ulid } from 'ulid';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { type Answer, header, json, type Request } from '../gateway/answer.ts';
import type { Clients, Identity } from './clients.ts';

const algorithm = 'RS256';
const lifetimeSeconds = 3600;

const Keys = z.object({
  private: z.looseObject({ kty: z.string() }),
  public: z.looseObject({ kty: z.string() }),
});

const newKeys = async (): Promise<{ private: JWK; public: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    private: { ...(await exportJWK(privateKey)), kid, alg: algorithm },
    public: { ...publicJwk, kid, alg: algorithm, use: 'sig' },
  };
};

const openKeys = async (file: string): Promise<{ private: JWK; public: JWK }> => {
  if (existsSync(file)) return Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  const keys = await newKeys();
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
};

/** A local OpenID issuer, so that local tokens are real JWTs. */
export interface Issuer {
  /** Its well-known pages and its token endpoint; undefined for another path. */
  answer(request: Request): Promise<Answer | undefined>;
  token(identity: Identity): Promise<string>;
  /** The roles in a token of this issuer; none when it is not valid. */
  rolesOf(token: string): Promise<readonly string[]>;
}

export interface IssuerOptions {
  readonly url: string;
  readonly keysFile: string;
  readonly clients: Clients;
  readonly clock: Clock;
}

/** RFC 6749, section 5.2. */
const oauthError = (status: number, error: string, description: string): Answer =>
  json(
    status,
    { error, error_description: description },
    {
      'Cache-Control': 'no-store',
      ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="strowger"' } : {}),
    },
  );

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** The client's id and secret from HTTP Basic, or from the form. */
const credentialsOf = (
  request: Request,
  form: URLSearchParams,
): readonly [string, string] | undefined => {
  const basic = /^Basic (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  if (basic !== undefined) {
    const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return [decoded(id), decoded(secret.join(':'))];
  }
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  return id === null || secret === null ? undefined : [id, secret];
};

const sameSecret = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const grantRefusal = (type: string | null): Answer | undefined => {
  if (type === null) return oauthError(400, 'invalid_request', 'grant_type is missing');
  return type === 'client_credentials'
    ? undefined
    : oauthError(400, 'unsupported_grant_type', 'Only client_credentials is supported');
};

export const openIssuer = async (options: IssuerOptions): Promise<Issuer> => {
  const { url, clients, clock } = options;
  const keys = await openKeys(options.keysFile);
  const privateKey = await importJWK(keys.private, algorithm);
  const publicKey = await importJWK(keys.public, algorithm);
  const kid = keys.public.kid ?? '';

  const token = ({ client, tenant, role }: Identity): Promise<string> => {
    const issuedAt = Math.floor(clock.now() / 1000);
    const claims = {
      tenant,
      roles: role,
      party_id: client.partyId ?? '',
      client_id: client.id,
      scope: role,
      token_use: 'access',
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
      .setIssuer(url)
      .setAudience('strowger')
      .setSubject(client.id)
      .setJti(ulid(clock.now()))
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(privateKey);
  };

  const identified = (request: Request, form: URLSearchParams): Identity | undefined => {
    const credentials = credentialsOf(request, form);
    const identity = credentials && clients.find(credentials[0]);
    if (credentials === undefined || identity === undefined) return undefined;
    return sameSecret(credentials[1], identity.client.secret) ? identity : undefined;
  };

  const grant = async (request: Request): Promise<Answer> => {
    if (request.method !== 'POST')
      return oauthError(405, 'invalid_request', 'The token endpoint takes POST');
    const form = new URLSearchParams(request.body.toString('utf8'));
    const refused = grantRefusal(form.get('grant_type'));
    if (refused !== undefined) return refused;
    const identity = identified(request, form);
    if (identity === undefined)
      return oauthError(401, 'invalid_client', 'Unknown client or wrong secret');
    const scope = form.get('scope') ?? '';
    if (scope !== '' && scope !== identity.role)
      return oauthError(400, 'invalid_scope', `This client has the scope ${identity.role}`);
    const accessToken = await token(identity);
    return json(
      200,
      {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: lifetimeSeconds,
        scope: identity.role,
      },
      { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
    );
  };

  const configuration = {
    issuer: url,
    token_endpoint: `${url}/oauth2/token`,
    jwks_uri: `${url}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [algorithm],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };

  return {
    token,
    answer: async (request) => {
      if (request.path === '/oauth2/token') return grant(request);
      if (request.path === '/.well-known/openid-configuration') return json(200, configuration);
      if (request.path === '/.well-known/jwks.json') return json(200, { keys: [keys.public] });
      return undefined;
    },
    rolesOf: async (given) => {
      try {
        const { payload } = await jwtVerify(given, publicKey, {
          issuer: url,
          currentDate: new Date(clock.now()),
        });
        return typeof payload['roles'] === 'string' ? payload['roles'].split(' ') : [];
      } catch {
        return [];
      }
    },
  };
};
