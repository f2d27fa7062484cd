import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { createSeal } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';

const now = new Date('2026-11-21T10:00:00Z');
const later = new Date('2026-11-21T10:15:00Z');
const binding = { purpose: 'capture-context', site: 'siteUS' } as const;
const seal = createSeal(new Secret('a sealing secret of at least thirty-two characters'));

describe('a seal', () => {
  const sealed = seal.seal({ ...binding, origin: 'https://shop.test', expiresAt: later }, 'the value');

  it('opens what it sealed, on another instance too', () => {
    const elsewhere = createSeal(new Secret('a sealing secret of at least thirty-two characters'));
    expect(elsewhere.open(binding, sealed, now)).to.deep.equal({
      value: 'the value',
      origin: 'https://shop.test',
      expiresAt: later,
    });
  });

  it('carries the network and the address that it was issued to, and no more than it was given', () => {
    const issued = { network: '203.0.113.0/24', address: '203.0.113.7' };
    const carried = seal.seal({ ...binding, ...issued, expiresAt: later }, 'x');
    expect(seal.open(binding, carried, now)).to.deep.equal({ value: 'x', expiresAt: later, ...issued });
    const bare = seal.seal({ ...binding, expiresAt: later }, 'x');
    expect(seal.open(binding, bare, now)).to.deep.equal({ value: 'x', expiresAt: later });
  });

  it('opens to the last moment before it expires', () => {
    expect(seal.open(binding, sealed, new Date(later.getTime() - 1)).value).to.equal('the value');
  });

  it('never seals to the same text twice', () => {
    expect(seal.seal({ ...binding, expiresAt: later }, 'x').encrypted).not.to.equal(
      seal.seal({ ...binding, expiresAt: later }, 'x').encrypted,
    );
  });

  it('seals to the same text again where that is asked for, and only the same', () => {
    const again = (value: string, expiresAt = later): string =>
      seal.seal({ ...binding, expiresAt, repeatable: true }, value).encrypted;
    expect(again('x')).to.equal(again('x'));
    const nonces = [
      seal.seal({ ...binding, expiresAt: later, repeatable: true }, 'x'),
      seal.seal({ ...binding, expiresAt: later, repeatable: true }, 'y'),
      seal.seal({ ...binding, expiresAt: now, repeatable: true }, 'x'),
      seal.seal({ ...binding, site: 'siteJP', expiresAt: later, repeatable: true }, 'x'),
      seal.seal({ ...binding, purpose: 'challenge', expiresAt: later, repeatable: true }, 'x'),
    ].map(({ iv }) => iv);
    expect(new Set(nonces).size).to.equal(nonces.length);
  });

  it('holds nothing that a storefront strips', () => {
    expect(sealed.iv + sealed.encrypted).to.match(/^[\w-]+$/);
  });

  it('refuses every flipped bit', () => {
    for (const part of ['iv', 'encrypted'] as const) {
      const bytes = Buffer.from(sealed[part], 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(
          () => seal.open(binding, { ...sealed, [part]: changed.toString('base64url') }, now),
          `${part} bit ${bit}`,
        ).to.throw(Problem);
      }
    }
  });

  it('refuses a shortened tag', () => {
    const bytes = Buffer.from(sealed.encrypted, 'base64url');
    for (const cut of [1, 4, 12, 15]) {
      const shorter = bytes.subarray(0, -cut).toString('base64url');
      expect(() => seal.open(binding, { ...sealed, encrypted: shorter }, now)).to.throw(Problem);
    }
  });

  it('says whether a seal is another site’s, expired, or not ours', () => {
    const reportedResult = (open: () => unknown): readonly [string, number] => {
      const problem = problemOf(open);
      return [problem.code, problem.status];
    };
    expect(reportedResult(() => seal.open({ ...binding, site: 'siteJP' }, sealed, now))).to.deep.equal([
      'not-allowed',
      403,
    ]);
    expect(reportedResult(() => seal.open(binding, sealed, later))).to.deep.equal(['seal-expired', 401]);
    expect(
      reportedResult(() => seal.open({ ...binding, purpose: 'device-fingerprint' }, sealed, now)),
    ).to.deep.equal(['seal-invalid', 401]);
    expect(
      reportedResult(() => createSeal(new Secret('another secret')).open(binding, sealed, now)),
    ).to.deep.equal(['seal-invalid', 401]);
    // Whose it is comes first: another site hears nothing about its age.
    expect(reportedResult(() => seal.open({ ...binding, site: 'siteJP' }, sealed, later))[0]).to.equal(
      'not-allowed',
    );
  });

  it('opens what the secret before has sealed, and seals with the new one', () => {
    const before = new Secret('a sealing secret of at least thirty-two characters');
    const both = createSeal(new Secret('its successor, which has enough characters, too'), before);
    expect(both.open(binding, sealed, now).value).to.equal('the value');
    const fresh = both.seal({ ...binding, expiresAt: later }, 'x');
    expect(both.open(binding, fresh, now).value).to.equal('x');
    expect(() => seal.open(binding, fresh, now)).to.throw(Problem, 'is not ours');
  });

  it('opens what release 1.0.0 sealed, for its site and purpose only', () => {
    // Made by that release with the secret above.
    const old = {
      iv: 'aWyrMviad7Lfasrx',
      encrypted:
        'AYDfXXf7DDLoUWmLm2K330JUCUaD4Q6cn93sm4yXuplIf64nZKRmNhh3u_QDtRPT-oApxoSKnNImWfG2hAralB2T-lKNViXxC2uqKzJOYyC1CyYWAbFqPOghxA',
    };
    expect(seal.open(binding, old, now)).to.deep.equal({
      value: 'the value',
      origin: 'https://shop.test',
      expiresAt: later,
    });
    for (const other of [
      { ...binding, site: 'siteJP' },
      { ...binding, purpose: 'challenge' },
    ] as const)
      expect(problemOf(() => seal.open(other, old, now)).code).to.equal('seal-invalid');
    expect(problemOf(() => seal.open(binding, old, later)).code).to.equal('seal-expired');
  });

  it('refuses what is no sealed value at all', () => {
    for (const encrypted of ['', 'AA', 'not base64 !', 'x'.repeat(5000)]) {
      expect(() => seal.open(binding, { iv: sealed.iv, encrypted }, now)).to.throw(Problem);
    }
  });
});

function problemOf(open: () => unknown): Problem {
  try {
    open();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('It opened.');
}
