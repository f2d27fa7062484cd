import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createCardVault, type MicroformCard } from '../../../cybersource/microform/cards/card-vault.ts';

const card: MicroformCard = {
  merchantId: 'testrest',
  number: '4111111111111111',
  type: '001',
  expirationMonth: '12',
  expirationYear: '2031',
};
const content = { paymentInformation: { card: { number: { maskedValue: 'XXXXXXXXXXXX1111' } } } };
const start = new Date('2026-11-20T12:00:00Z');
const inFifteenMinutes = new Date('2026-11-20T12:15:00Z');

describe('the card vault', () => {
  async function aVault() {
    const clock = { now: start };
    const vault = createCardVault({ now: () => clock.now });
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    vault.deposit({
      jti: 'A1',
      card,
      content,
      verificationKey: await exportJWK(publicKey),
      expiresAt: inFifteenMinutes,
    });
    return { clock, vault, privateKey };
  }

  async function aToken(privateKey: CryptoKey, jti = 'A1'): Promise<string> {
    return new SignJWT({ jti, exp: inFifteenMinutes.getTime() / 1000 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
  }

  it('finds a card by its token, and by the id of its token', async () => {
    const { vault, privateKey } = await aVault();
    expect(await vault.byTransientToken(await aToken(privateKey))).to.equal(card);
    expect(vault.byJti('A1')).to.equal(card);
  });

  it('finds it again: setup, enrolment and payment use the same token', async () => {
    const { vault, privateKey } = await aVault();
    const token = await aToken(privateKey);
    await vault.byTransientToken(token);
    expect(await vault.byTransientToken(token)).to.equal(card);
  });

  it('gives nothing for a token that another key signed', async () => {
    const { vault } = await aVault();
    const { privateKey: unknownCaller } = await generateKeyPair('RS256');
    expect(await vault.byTransientToken(await aToken(unknownCaller))).to.equal(undefined);
  });

  it('gives nothing for an unsigned token, an unknown one, or no token at all', async () => {
    const { vault, privateKey } = await aVault();
    const [, payload] = (await aToken(privateKey)).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect(await vault.byTransientToken(unsigned)).to.equal(undefined);
    expect(await vault.byTransientToken(await aToken(privateKey, 'B2'))).to.equal(undefined);
    expect(await vault.byTransientToken('not a token')).to.equal(undefined);
    expect(vault.byJti('B2')).to.equal(undefined);
  });

  it('forgets a card when its token expires', async () => {
    const { clock, vault, privateKey } = await aVault();
    clock.now = inFifteenMinutes;
    expect(await vault.byTransientToken(await aToken(privateKey))).to.equal(undefined);
    expect(vault.byJti('A1')).to.equal(undefined);
  });

  it('frees the memory of expired cards when the next one arrives', async () => {
    const { clock, vault, privateKey } = await aVault();
    clock.now = inFifteenMinutes;
    const expiresAt = new Date('2026-11-20T12:30:00Z');
    vault.deposit({ jti: 'B2', card, content, verificationKey: {}, expiresAt });
    // With the clock set back the card would still be found, had it only been hidden.
    clock.now = start;
    expect(await vault.byTransientToken(await aToken(privateKey))).to.equal(undefined);
  });
});
