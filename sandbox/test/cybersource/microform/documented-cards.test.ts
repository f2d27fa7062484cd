/** Every card that a guide, the trigger table or a card network names has to pass the card form under its own brand. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { approvedCards, authenticationCases, triggers } from '../../../triggers.ts';
import { requireCaptured } from '../../../cybersource/microform/cards/captured-card.ts';
import { judgeNumber } from '../../../cybersource/microform/browser/frame/field/field-rules.ts';
import { passesLuhn } from '../../../cybersource/microform/cards/card-brands.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** Test numbers that the networks, their acquirers and CyberSource publish, by network and CyberSource's type code. */
const PUBLISHED: Readonly<Record<string, readonly [type: string, numbers: string]>> = {
  VISA: [
    '001',
    '4111111111111111 4444444444444448 4012001037490014 4012888888881881 4222222222222 4005550000000019 4242424242424242',
  ],
  MASTERCARD: [
    '002',
    '5555555555554444 5200340000000015 5204245750003216 5105105105105100 2223000048400011 2222420000001113 5454545454545454',
  ],
  AMEX: ['003', '378282246310005 371449635398431 372425119311008 378734493671000'],
  DISCOVER: [
    '004',
    '6011111111111117 6011000990139424 6011000000000012 6011000991300009 6011601160116611 6445644564456445 6500000000000002',
  ],
  DINERSCLUB: [
    '005',
    '30569309025904 38520000023237 38000000000006 36700102000000 36148900647913 3056930009020004',
  ],
  JCB: [
    '007',
    '3530111333300000 3566002020360505 3566111111111113 3528000700000000 3569990010095841 3338000000000361',
  ],
  MAESTRO: [
    '042',
    '6759649826438453 6771798021000008 6799990100000000019 6304000000000000 5000550000000029 6759560045005727054',
  ],
  CUP: ['062', '6250941006528599 6200000000000005 6243030000000001 6212345678901265 6212345678900000003'],
  ELO: ['054', '5066991111111118 6362970000457013'],
  MADA: ['060', '5297412542005689'],
  CARNET: ['058', '5062280000000002'],
  MEEZA: ['067', '5078036246600381'],
  UATP: ['040', '135412345678911'],
};

const INTERNATIONAL = ['VISA', 'MASTERCARD', 'AMEX', 'DISCOVER', 'DINERSCLUB', 'JCB', 'MAESTRO', 'CUP'];

describe('documented test cards', () => {
  for (const [network, [type, numbers]] of Object.entries(PUBLISHED)) {
    it(`the card form takes every published number of ${network} as ${type}, alone and among all networks`, () => {
      for (const number of numbers.split(' ')) {
        for (const allowed of [[network], [...INTERNATIONAL, network]]) {
          expect(judgeNumber(number, allowed), number).to.include({ valid: true });
          expect(captured(number, allowed), number).to.include({ type });
        }
      }
    });
  }

  it('every card of the trigger table is taken', () => {
    const listed = [
      ...approvedCards.map(({ card }) => card),
      ...authenticationCases.flatMap(({ cards }) => cards),
      ...triggers.flatMap(({ when }) => ('card' in when ? [when.card] : [])),
    ];
    const refused = listed.filter((number) => !judgeNumber(number, INTERNATIONAL).valid);
    expect(refused).to.deep.equal([]);
  });

  it('every approved card is detected as the brand that its row names', () => {
    const codes: Readonly<Record<string, string>> = {
      Visa: '001',
      Mastercard: '002',
      'American Express': '003',
      Discover: '004',
      'Diners Club': '005',
      JCB: '007',
    };
    for (const { card, brand } of approvedCards)
      expect(captured(card, INTERNATIONAL), card).to.deep.include({
        type: codes[brand],
        detectedCardTypes: [codes[brand]],
      });
  });

  it('every card number in the README files and guides is taken', () => {
    const guides = [
      'README.md',
      'sandbox/cybersource/README.md',
      'sandbox/occ/README.md',
      ...readdirSync(path.join(root, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const numbers = guides.flatMap((guide) =>
      (
        readFileSync(path.join(root, guide), 'utf8').match(
          /(?<![\w-])(?:\d{4}(?: \d{4}){2}(?: \d{1,4}){1,2}|\d{13,19})(?![\w-])/g,
        ) ?? []
      ).map((text) => text.replaceAll(' ', '')),
    );
    const cards = numbers.filter(passesLuhn);
    expect(cards).to.include('6011111111111117');
    for (const number of cards) {
      const isMilliseconds = /^\d{13}$/.test(number) && !number.startsWith('4');
      if (!isMilliseconds) expect(judgeNumber(number, INTERNATIONAL), number).to.include({ valid: true });
    }
  });
});

function captured(number: string, allowed: readonly string[]): unknown {
  return requireCaptured({ number, expirationMonth: '12', expirationYear: '2035' }, allowed);
}
