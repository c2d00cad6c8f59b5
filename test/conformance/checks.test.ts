import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '../harness/runtime.ts';
import { faultsOfAnswer, faultsOfEvent, faultsOfRequest } from './answers.ts';
import { contractFaults, readBackDifferences } from './contract.ts';
import type { ApiFacts } from './facts.ts';

const category = '/tmf-api/productCatalogManagement/v4/category';
const answer = (status: number, body: unknown, headers: Record<string, string>): HttpAnswer => ({
  status,
  body,
  headers: new Headers(headers),
});
const whole = { id: 'c1', href: 'http://here/c1', '@type': 'Category', name: 'Calls' };
const place = { location: 'http://here/c1', etag: '"1"' };

/** The tests of this folder prove something only while these find what is wrong. */
describe('an answer held against our OpenAPI', () => {
  const faults = (one: HttpAnswer) => faultsOfAnswer('POST', category, one).join();

  it('has no fault when it is as promised', () => {
    expect(faults(answer(201, whole, place))).toBe('');
  });

  it.each([
    [
      'an attribute of another type',
      answer(201, { ...whole, name: 3 }, place),
      /name must be string/,
    ],
    ['an attribute that is not named', answer(201, { ...whole, colour: 1 }, place), /colour/],
    ['a header that is missing', answer(201, whole, { etag: '"1"' }), /Location is not there/],
    [
      'a header of another form',
      answer(201, whole, { ...place, location: 'c1' }),
      /Location: .*uri/,
    ],
    ['a status that is not promised', answer(418, whole, {}), /answers 418/],
    ['an error in other words', answer(400, { error: 'no' }, {}), /required property 'code'/],
  ])('shows %s', (_what, one, expected) => {
    expect(faults(one)).toMatch(expected);
  });

  it('lets a subclass bring attributes of its own', () => {
    const subclass = { ...whole, '@schemaLocation': 'http://here/schema', colour: 1 };
    expect(faults(answer(201, subclass, place))).toBe('');
  });

  it('shows a body that was taken though it is not promised', () => {
    const taken = (body: unknown, mediaType = 'application/json') =>
      faultsOfRequest('POST', category, { body, mediaType }, answer(201, whole, place)).join();
    expect(taken({ name: 'Calls' })).toBe('');
    expect(taken({ name: 'Calls', colour: 1 })).toMatch(/colour/);
    expect(taken({ name: 'Calls' }, 'text/xml')).toMatch(/took text\/xml/);
  });

  it('does not compare what fields have cut', () => {
    const cut = answer(200, [{ id: 'c1' }], { 'x-result-count': '1' });
    expect(faultsOfAnswer('GET', `${category}?fields=id`, cut)).toEqual([]);
  });

  it('shows an event that is not promised, and one in other words', () => {
    expect(faultsOfEvent('TMF620', { eventType: 'CategoryLostEvent' })).toHaveLength(1);
    expect(faultsOfEvent('TMF620', { eventType: 'CategoryCreateEvent' }).join()).toMatch(
      /required property 'event'/,
    );
  });
});

describe('a value held against a contract', () => {
  const facts: ApiFacts = {
    version: '1',
    basePath: '/x',
    paths: {},
    events: {},
    definitions: {
      Order: {
        attributes: { at: 'string:date-time', state: 'State', note: 'Note[1..]', count: 'integer' },
        required: ['note'],
      },
      Note: { attributes: { text: 'string' }, required: ['text'] },
      State: { enum: ['open', 'done'] },
    },
  };
  const faults = (value: unknown) => contractFaults(facts, 'Order', value);

  it('has no fault when it is as the contract says', () => {
    const order = { at: '2026-01-01T00:00:00Z', state: 'open', note: [{ text: 'a' }], count: 1 };
    expect(faults(order)).toEqual([]);
  });

  it.each([
    [{}, 'note: missing'],
    [{ note: [] }, 'note: fewer than 1..'],
    [{ note: {} }, 'note: no array'],
    [{ note: [{}] }, 'note.text: missing'],
    [{ note: [{ text: 1 }] }, 'note.text: no string'],
    [{ note: [{ text: 'a' }], state: 'lost' }, 'state: lost'],
    [{ note: [{ text: 'a' }], at: 'soon' }, 'at: no string:date-time'],
    [{ note: [{ text: 'a' }], count: 1.5 }, 'count: no integer'],
    [{ note: [{ text: 'a' }], colour: 1 }, 'colour: unknown'],
  ])('%j has the fault %s', (value, fault) => {
    expect(faults(value)).toEqual([fault]);
  });

  it('shows what was added, lost and changed on the way', () => {
    const sent = { a: 1, b: [{ c: 1, d: 1 }], e: [1] };
    const got = { a: 2, b: [{ c: 1 }], e: [1, 2], f: 1 };
    expect(readBackDifferences(sent, got)).toEqual(['~ a', '- b.d', '~ e', '+ f']);
  });
});
