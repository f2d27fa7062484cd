import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { AdminProfileResponse } from '../../../src/occ/api/admin-api.ts';
import { createFindOperator } from '../../../src/occ/operators/find-operator.ts';

const jwt = (claims: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const ROLES = 'com.oracle.atg.cloud.commerce.roles';
const ofUser = jwt({ iss: 'adminUI', sub: 'iuser40018', [ROLES]: ['csAgentRole'] });
const profile: AdminProfileResponse = {
  is: 'found',
  profile: { id: 'iuser1', email: 'clerk@shop.test', roles: [{ repositoryId: 'adminRole' }] },
};

describe('The operator behind a token', () => {
  let asked: number;
  const identify = (answer: AdminProfileResponse | Problem): ReturnType<typeof createFindOperator> => {
    asked = 0;
    return createFindOperator({
      currentAdminProfile: async () => {
        asked += 1;
        if (answer instanceof Problem) throw answer;
        return answer;
      },
    });
  };
  const unavailable = new Problem('gateway-failure', 'OCC did not answer in time. Try again.');

  it('is the user that OCC shows, with the roles of the profile', async () => {
    expect(await identify(profile)(ofUser, true)).to.deep.equal({
      kind: 'user',
      name: 'clerk@shop.test',
      roles: new Set(['adminRole']),
    });
    expect(await identify(profile)('opaque-token', true)).to.have.property('name', 'clerk@shop.test');
  });

  it('is the user that OCC shows, with the roles of the token where the profile’s cannot be read', async () => {
    for (const roles of ['adminRole', [{ name: 'adminRole' }], 7, null, undefined]) {
      const unreadable: AdminProfileResponse = { is: 'found', profile: { email: 'clerk@shop.test', roles } };
      expect(await identify(unreadable)(ofUser, true), JSON.stringify(roles)).to.deep.equal({
        kind: 'user',
        name: 'clerk@shop.test',
        roles: new Set(['csAgentRole']),
      });
    }
  });

  it('is the application that the token names, without a further question', async () => {
    const operator = await identify(profile)(jwt({ iss: 'applicationAuth', sub: 'oms-1' }), true);
    expect(operator).to.deep.equal({ kind: 'application', name: 'oms-1', roles: new Set() });
    expect(asked).to.equal(0);
  });

  it('is an application where OCC knows no user behind it', async () => {
    const operator = await identify({ is: 'absent' })('opaque-token', true);
    expect(operator).to.include({ kind: 'application', name: 'unknown' });
  });

  it('is the user that the token names where OCC does not show the profile, and without roles where it names none', async () => {
    const withheld = identify({ is: 'withheld' });
    expect(await withheld(ofUser, true)).to.deep.equal({
      kind: 'user',
      name: 'iuser40018',
      roles: new Set(['csAgentRole']),
    });
    expect(await withheld('opaque-token', true)).to.deep.equal({
      kind: 'user',
      name: 'unknown',
      roles: new Set(),
    });
  });

  it('is not guessed where roles decide and OCC cannot be asked', async () => {
    const failure = await identify(unavailable)('opaque-token', true).catch((error: unknown) => error);
    expect(failure).to.equal(unavailable);
    expect(await identify(unavailable)(ofUser, true)).to.have.deep.property(
      'roles',
      new Set(['csAgentRole']),
    );
    expect(await identify(unavailable)('opaque-token', false)).to.have.property('name', 'unknown');
  });

  it('is not believed in claims of another shape', async () => {
    const odd = jwt({ iss: 7, sub: { name: 'x' }, [ROLES]: 'adminRole' });
    expect(await identify({ is: 'withheld' })(odd, true)).to.deep.equal({
      kind: 'user',
      name: 'unknown',
      roles: new Set(),
    });
  });
});
