import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { movableClock } from '../../../infra/local/clock.ts';
import { control } from '../../../infra/local/control/control.ts';
import { after } from '../../../infra/local/control/duration.ts';
import { openClients } from '../../../infra/local/identity/clients.ts';
import { meter } from '../../../infra/local/meter.ts';

const clock = movableClock();
const calls: unknown[] = [];
const answer = control({
  clock,
  meter: meter(),
  clients: openClients(join(mkdtempSync(join(tmpdir(), 'control-')), 'clients.json'), clock.now),
  rolesOf: async (token) => (token === '' ? [] : [token]),
  plan: (...given) => void calls.push(given),
  duplicateNext: (times) => void calls.push(['duplicate', times]),
  delayNext: (times, ms) => void calls.push(['delay', times, ms]),
  deadLetters: () => [],
  redrive: async () => 2,
  deny: (...given) => void calls.push(given),
  idle: async () => true,
});

const call = async (method: string, path: string, body: unknown = {}, token = 'admin') => {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const found = await answer({
    headers,
    rawHeaders: [],
    remoteAddress: '127.0.0.1',
    method,
    path,
    query: '',
    body: Buffer.from(JSON.stringify(body)),
  });
  return found === undefined
    ? undefined
    : { status: found.status, body: JSON.parse(String(found.body)) };
};

it('tells anyone that it is up, and all else to an admin alone', async () => {
  expect((await call('GET', '/_local/health', {}, ''))?.status).toBe(200);
  expect((await call('GET', '/_local/meter', {}, ''))?.status).toBe(401);
  expect((await call('GET', '/_local/meter', {}, 'agent'))?.status).toBe(403);
  expect((await call('GET', '/_local/meter'))?.status).toBe(200);
  expect(await call('GET', '/tmf-api')).toBeUndefined();
});

it('sets the clock and moves it by a duration', async () => {
  await call('PUT', '/_local/clock', { now: '2027-01-31T00:00:00Z' });
  const moved = await call('PUT', '/_local/clock', { advance: 'P1DT1H' });
  expect(moved?.body.now.slice(0, 13)).toBe('2027-02-01T01');
  expect((await call('PUT', '/_local/clock', { advance: 'tomorrow' }))?.status).toBe(400);
  expect((await call('PUT', '/_local/clock', {}))?.status).toBe(400);
});

it('plans faults for functions and for events', async () => {
  await call('PUT', '/_local/faults', { function: 'f', kind: 'crash', times: 2, task: 'step' });
  await call('PUT', '/_local/faults', { kind: 'duplicate' });
  await call('PUT', '/_local/faults', { kind: 'delay', times: 3, delayMs: 5 });
  expect(calls).toEqual([
    ['f', { kind: 'crash', task: 'step', afterWrites: undefined }, 2],
    ['duplicate', 1],
    ['delay', 3, 5],
  ]);
  expect((await call('PUT', '/_local/faults', { kind: 'error' }))?.status).toBe(400);
});

it('adds a tenant with its clients, and clients for its customers', async () => {
  const tenant = await call('POST', '/_local/tenants', { name: 'north' });
  expect(tenant?.body.customer.partyId).toMatch(/^ind-[0-9A-Z]{26}$/);
  expect(
    (await call('POST', '/_local/clients', { tenant: 'north', partyId: 'ind-1' }))?.body,
  ).toMatchObject({ partyId: 'ind-1' });
  expect(
    (await call('POST', '/_local/clients', { tenant: 'south', partyId: 'ind-1' }))?.status,
  ).toBe(404);
});

it('reads durations by the calendar', () => {
  const from = Date.UTC(2026, 0, 15);
  expect(after(from, 'P1M')).toBe(Date.UTC(2026, 1, 15));
  expect(after(from, 'P1Y2W')).toBe(Date.UTC(2027, 0, 29));
  expect(after(from, 'PT90M')).toBe(from + 90 * 60_000);
  expect(after(from, 'PT')).toBeUndefined();
});
