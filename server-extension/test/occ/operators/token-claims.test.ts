import { expect } from 'chai';
import { claimsOf } from '../../../src/occ/operators/token-claims.ts';

const ROLES = 'com.oracle.atg.cloud.commerce.roles';
const jwt = (claims: unknown): string =>
  `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const NOTHING = { isApplication: false, roles: [] };

describe('What an OCC token says about itself', () => {
  it('is a user’s id and roles, or which application it is', () => {
    expect(
      claimsOf(jwt({ sub: 'iuser1', iss: 'adminUI', [ROLES]: ['adminRole', 'csAgentRole'] })),
    ).to.deep.equal({
      subject: 'iuser1',
      isApplication: false,
      roles: ['adminRole', 'csAgentRole'],
    });
    expect(claimsOf(jwt({ sub: 'oms', iss: 'applicationAuth' }))).to.deep.equal({
      subject: 'oms',
      isApplication: true,
      roles: [],
    });
  });

  it('is nothing where it cannot be read', () => {
    for (const token of ['', 'opaque', 'a.b.c', jwt([]), jwt('text'), jwt(null), jwt({})])
      expect(claimsOf(token), token).to.deep.equal(NOTHING);
  });

  it('counts each for itself: an odd one takes no other with it', () => {
    expect(claimsOf(jwt({ sub: 7, iss: 'applicationAuth' }))).to.deep.equal({
      ...NOTHING,
      isApplication: true,
    });
    expect(claimsOf(jwt({ sub: '', iss: 7, [ROLES]: 'adminRole' }))).to.deep.equal(NOTHING);
    expect(claimsOf(jwt({ sub: 'u', [ROLES]: null }))).to.deep.equal({ ...NOTHING, subject: 'u' });
    expect(claimsOf(jwt({ sub: 'u', [ROLES]: ['a', 7] }))).to.deep.equal({ ...NOTHING, subject: 'u' });
  });

  it('is an id of 128 characters and roles of 64 at most', () => {
    expect(claimsOf(jwt({ sub: 'u'.repeat(128), [ROLES]: ['r'.repeat(64)] }))).to.deep.equal({
      subject: 'u'.repeat(128),
      isApplication: false,
      roles: ['r'.repeat(64)],
    });
    expect(claimsOf(jwt({ sub: 'u'.repeat(129), [ROLES]: ['r'.repeat(65)] }))).to.deep.equal(NOTHING);
  });
});
