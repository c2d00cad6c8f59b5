import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { movableClock } from '../../../infra/local/clock.ts';
import { openClients } from '../../../infra/local/identity/clients.ts';
import { openIssuer } from '../../../infra/local/identity/issuer.ts';

const directory = mkdtempSync(join(tmpdir(), 'issuer-'));
const url = 'http://127.0.0.1:1';
const clock = movableClock(30 * 86_400_000);
const clientsFile = join(directory, 'clients.json');
const clients = openClients(clientsFile, clock.now);
const open = () => openIssuer({ url, keysFile: join(directory, 'keys.json'), clients, clock });
const tenant = clients.addTenant('demo');

const ask = async (path: string, form: Record<string, string> = {}, basic?: string) => {
  const headers = basic === undefined ? {} : { authorization: `Basic ${btoa(basic)}` };
  const answer = await (await open()).answer({
    headers,
    rawHeaders: [],
    remoteAddress: '127.0.0.1',
    method: 'POST',
    path,
    query: '',
    body: Buffer.from(new URLSearchParams(form).toString()),
  });
  return {
    status: answer?.status,
    headers: answer?.headers,
    body: JSON.parse(String(answer?.body)),
  };
};

const grant = { grant_type: 'client_credentials' };
const customer = `${tenant.customer.id}:${tenant.customer.secret}`;

it('grants a token that its published keys verify, in the time of the runtime', async () => {
  const { body } = await ask('/oauth2/token', grant, customer);
  const keys = (await ask('/.well-known/jwks.json')).body;
  const { payload } = await jwtVerify(body.access_token, createLocalJWKSet(keys), {
    issuer: url,
    currentDate: new Date(clock.now()),
  });
  expect(payload).toMatchObject({
    tenant: 'demo',
    roles: 'customer',
    party_id: tenant.customer.partyId,
    scope: 'customer',
  });
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  expect((payload.exp ?? 0) * 1000).toBeGreaterThan(Date.now() + 29 * 86_400_000);
});

it('keeps its keys and clients, readable by their owner alone', async () => {
  const before = (await ask('/.well-known/jwks.json')).body;
  expect((await ask('/.well-known/jwks.json')).body).toEqual(before);
  expect(statSync(clientsFile).mode & 0o777).toBe(0o600);
  expect(openClients(clientsFile, clock.now).tenant('demo')).toEqual(
    JSON.parse(readFileSync(clientsFile, 'utf8')).demo,
  );
});

it('refuses in the words of RFC 6749', async () => {
  expect(await ask('/oauth2/token', grant, 'demo-admin:wrong')).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
  expect(await ask('/oauth2/token', { grant_type: 'password' }, customer)).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
  expect(await ask('/oauth2/token', {}, customer)).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  });
  expect(await ask('/oauth2/token', { ...grant, scope: 'admin' }, customer)).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  });
});

it('gives a party one client of its own', () => {
  const first = clients.addCustomer('demo', 'ind-2');
  expect(first).toMatchObject({ partyId: 'ind-2' });
  expect(clients.addCustomer('demo', 'ind-2')).toEqual(first);
  expect(clients.find(first?.id ?? '')?.role).toBe('customer');
  expect(clients.addCustomer('nobody', 'ind-2')).toBeUndefined();
});

it('knows the roles of its own tokens only while they last', async () => {
  const issuer = await open();
  const token = await issuer.token({ client: tenant.admin, tenant: 'demo', role: 'admin' });
  expect(await issuer.rolesOf(token)).toEqual(['admin']);
  clock.moveTo(clock.now() + 3_700_000);
  expect(await issuer.rolesOf(token)).toEqual([]);
  expect(await issuer.rolesOf('nonsense')).toEqual([]);
});
