import { describe, expect, it } from '@jest/globals';
import { keysUrl } from '../../functions/kernel/access/authorizer.ts';
import { bearerOf } from '../../functions/kernel/access/claims.ts';

const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab';

describe('what a token says', () => {
  it('of a program: tenant and role by its scope', () => {
    expect(bearerOf({ sub: 'c1', client_id: 'c1', scope: 'demo/agent' })).toEqual({
      tenant: 'demo',
      subject: 'c1',
      roles: ['agent'],
      partyId: '',
      clientId: 'c1',
    });
  });

  it('of a person: tenant and party by attribute, roles by group', () => {
    expect(
      bearerOf({
        sub: 'u1',
        'custom:tenant': 'demo',
        'custom:party_id': 'ind-1',
        'cognito:groups': ['customer'],
      }),
    ).toMatchObject({ tenant: 'demo', partyId: 'ind-1', roles: ['customer'], clientId: 'u1' });
  });

  it('of another issuer: by claims of their own', () => {
    expect(
      bearerOf({ sub: 's', tenant: 'other', roles: 'operations nobody', party_id: 'org-1' }),
    ).toMatchObject({ tenant: 'other', roles: ['operations'], partyId: 'org-1' });
  });

  it.each([
    ['no tenant', { sub: 's' }],
    ['scopes of two tenants', { sub: 's', scope: 'one/agent two/admin' }],
    ['a scope of no tenant', { sub: 's', scope: 'openid' }],
    ['a tenant with a key separator', { sub: 's', tenant: 'a#b' }],
    ['a scope that is an address', { sub: 's', scope: 'https://api.example.org/read' }],
    ['no subject', { tenant: 'demo' }],
  ])('is nothing to go by with %s', (_, claims) => {
    expect(bearerOf(claims)).toBeUndefined();
  });

  it('gives no role to a scope that names none', () => {
    expect(bearerOf({ sub: 's', scope: 'demo/emperor' })).toMatchObject({ roles: [] });
  });
});

describe('an issuer publishes its keys', () => {
  it('below its own address', () => {
    expect(keysUrl('https://id.example.org/realm', 'http://127.0.0.1:4566').href).toBe(
      'https://id.example.org/realm/.well-known/jwks.json',
    );
    expect(keysUrl(issuer, undefined).href).toBe(`${issuer}/.well-known/jwks.json`);
  });

  it('at the endpoint of AWS where that is another one and the issuer is a user pool', () => {
    expect(keysUrl(issuer, 'http://127.0.0.1:4566').href).toBe(
      'http://127.0.0.1:4566/eu-central-1_Ab/.well-known/jwks.json',
    );
  });
});
