import { expect } from 'chai';
import { createAdminToken, loginAnswer } from '../../../src/occ/api/admin-token.ts';

describe('The token of the admin API', () => {
  const SECOND = 1_000;

  function tokens(expiresIn?: unknown) {
    let time = 0;
    let logins = 0;
    const token = createAdminToken(
      async () => {
        logins += 1;
        return loginAnswer().parse({ access_token: `token${logins}`, expires_in: expiresIn });
      },
      () => new Date(time),
    );
    return {
      token,
      at: (seconds: number) => {
        time = seconds * SECOND;
        return token();
      },
    };
  }

  for (const [expiresIn, lives] of [
    [300, 270],
    ['300', 270],
    [undefined, 270],
    ['soon', 270],
    [-1, 270],
    [100, 70],
    [40, 20],
    [60, 30],
  ] as const)
    it(`that OCC gives for ${expiresIn ?? 'a time that it does not name'} is used for ${lives} seconds`, async () => {
      const { at } = tokens(expiresIn);
      expect(await at(0)).to.equal('token1');
      expect(await at(lives - 0.001)).to.equal('token1');
      expect(await at(lives)).to.equal('token2');
    });

  it('is forgotten when OCC refused it, and no other', async () => {
    const { token } = tokens(300);
    await token();
    token.forget('another');
    expect(await token()).to.equal('token1');
    token.forget('token1');
    expect(await token()).to.equal('token2');
  });

  it('is asked for once by callers at the same moment, and again after a failure', async () => {
    let logins = 0;
    const token = createAdminToken(
      async () => {
        logins += 1;
        if (logins === 1) throw new Error('no answer');
        return { access_token: 'token' };
      },
      () => new Date(0),
    );
    const failed = await Promise.allSettled([token(), token()]);
    expect(failed.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(logins).to.equal(1);
    expect(await Promise.all([token(), token()])).to.deep.equal(['token', 'token']);
    expect(logins).to.equal(2);
  });

  it('is never an empty one', () => {
    expect(loginAnswer().safeParse({ access_token: '' }).success).to.equal(false);
  });
});
