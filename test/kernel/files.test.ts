import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileKey, placeOfKey } from '../../functions/kernel/files/place.ts';
import { presigned } from '../../functions/kernel/files/signature.ts';
import { writtenFileOf } from '../../functions/kernel/files/written.ts';

describe('a link', () => {
  it("signs AWS's published example as AWS does", () => {
    const url = presigned(
      { method: 'GET', url: new URL('https://examplebucket.s3.amazonaws.com/test.txt') },
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      },
      { region: 'us-east-1', stamp: '20130524T000000Z', seconds: 86_400 },
    );
    expect(url.searchParams.get('X-Amz-Signature')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });
});

describe('the key of a file', () => {
  const places = fc.record({
    tenant: fc.string({ minLength: 1, unit: 'grapheme' }),
    area: fc.string({ minLength: 1, unit: 'grapheme' }),
    name: fc.string({ minLength: 1, unit: 'grapheme' }),
  });

  it('has just two slashes and unreserved letters, whatever the name is, and reads back', () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(fileKey(place)).toMatch(/^[\w.~-]+\/[\w.~-]+\/[\w.~-]+$/);
        expect(placeOfKey(fileKey(place))).toEqual(place);
      }),
    );
  });

  it('lets no name climb into another part', () => {
    const key = fileKey({ tenant: 'a', area: 'b', name: '../../c/d/e' });
    expect(key).toBe('a/b/~2E.~2F..~2Fc~2Fd~2Fe');
  });

  it('is no place where it was not made by us', () => {
    expect(placeOfKey('a/b')).toBeUndefined();
    expect(placeOfKey('a/b/c/d')).toBeUndefined();
    expect(placeOfKey('a/b/c~zz')).toBeUndefined();
  });
});

it('reads what the store says of a written file', () => {
  const object = { key: 'demo/usage/calls~2F1.csv', size: 7, etag: 'e', sequencer: '1' };
  expect(writtenFileOf({ bucket: { name: 'b' }, object })).toEqual({
    tenant: 'demo',
    area: 'usage',
    name: 'calls/1.csv',
    bytes: 7,
    etag: 'e',
  });
});
