import { expect } from 'chai';
import { brandOf } from '../../../src/occ/cards/card-brands.ts';

/** OCC's types and the spellings of tenants; CyberSource: card type codes, and the networks of a microform session. */
const BRANDS: readonly (readonly [names: string, network: string, typeCode: string])[] = [
  ['visa, VISA', 'VISA', '001'],
  ['mastercard, masterCard, Master Card, MASTER-CARD', 'MASTERCARD', '002'],
  ['amex, americanExpress, American Express', 'AMEX', '003'],
  ['discover', 'DISCOVER', '004'],
  ['diners, dinersClub, Diners Club', 'DINERSCLUB', '005'],
  ['jcb', 'JCB', '007'],
  ['cartesBancaires, carteBancaire, Carte bancaire', 'CARTESBANCAIRES', '036'],
  ['maestro', 'MAESTRO', '042'],
  ['elo', 'ELO', '054'],
  ['mada', 'MADA', '060'],
  ['unionPay, chinaUnionPay, China UnionPay', 'CUP', '062'],
];

describe('The brand of a card', () => {
  for (const [names, network, typeCode] of BRANDS)
    it(`is ${network} and ${typeCode} for ${names}`, () => {
      for (const name of names.split(', ')) expect(brandOf(name), name).to.deep.equal({ network, typeCode });
    });

  it('is not known of another', () => {
    for (const name of ['', 'storecard', 'visa2go', 'constructor'])
      expect(brandOf(name), name).to.equal(undefined);
  });
});
