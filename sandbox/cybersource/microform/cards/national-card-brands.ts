/**
 * Card networks of one country, which CyberSource takes beside the international ones (CyberSource: microform sessions,
 * `allowedCardNetworks`; card type codes). Plain ES2017: this file also runs in the browser.
 */
import type { BrandRule, MicroformBrand } from './brand-rule.ts';

/** Networks with issuer numbers of their own, as the networks and their acquirers publish them. */
export const NATIONAL_RULES: readonly BrandRule[] = [
  {
    brand: brand('elo', 'Elo', '054'),
    network: 'ELO',
    prefixes: ranges(
      '401178-401179 431274 438935 451416 457393 457631-457632 504175 506699-506778 509000-509999 627780 636297 636368 ' +
        '650031-650033 650035-650051 650405-650439 650485-650538 650541-650598 650700-650718 650720-650727 ' +
        '650901-650978 651652-651679 655000-655019 655021-655058',
    ),
  },
  {
    brand: brand('mada', 'mada', '060'),
    network: 'MADA',
    prefixes: ranges(
      '400861 406996 407197 407395 409201 410685 412565 417633 419593 420132 422817-422819 428331 428671-428673 431361 ' +
        '432328 434107 439954 440533 440647 440795 445564 446393 446404 446672 455036 455708 457865 458456 462220 ' +
        '468540-468543 483010-483012 484783 486094-486096 489318-489319 504300 508160 513213 520058 521076 524130 ' +
        '524514 529415 529741 530060 530906 531095 531196 532013 535825 535989 536023 537767 543085 543357 549760 ' +
        '554180 557606 558563 585265 588845-588851 588982-588983 589005 589206 604906 605141 636120 968201-968211',
    ),
  },
  {
    brand: brand('carnet', 'Carnet', '058'),
    network: 'CARNET',
    prefixes: ranges(
      '286900 502275 506199-506499 588772 604622 606333 627535 636318 636379 639388 639484 639559',
    ),
  },
  { brand: brand('meeza', 'Meeza', '067'), network: 'MEEZA', prefixes: ranges('507803 507808-507810') },
  { brand: brand('paypak', 'PayPak', '068'), network: 'PAYPAK', prefixes: ranges('2205') },
  {
    brand: { ...brand('uatp', 'UATP', '040'), lengths: [15], spaces: [4, 9] },
    network: 'UATP',
    prefixes: ranges('1'),
  },
];

const VISA_OR_MASTERCARD = ranges('4 51-55 2221-2720');

/** Networks whose cards carry an international brand's number: the shopper or the merchant chooses between the two. */
export const CO_BADGED_RULES: readonly BrandRule[] = [
  {
    brand: brand('cartesbancaires', 'Cartes Bancaires', '036'),
    network: 'CARTESBANCAIRES',
    prefixes: VISA_OR_MASTERCARD,
  },
  { brand: brand('eftpos', 'EFTPOS', '070'), network: 'EFTPOS', prefixes: VISA_OR_MASTERCARD },
  {
    brand: brand('jaywan', 'Jaywan', '081'),
    network: 'JAYWAN',
    prefixes: ranges('4 51-55 2221-2720 62 65 81'),
  },
];

function brand(name: string, brandedName: string, cybsCardType: string): MicroformBrand {
  return {
    name,
    brandedName,
    cybsCardType,
    spaces: [4, 8, 12],
    lengths: [16, 17, 18, 19],
    securityCode: { name: 'CVV', length: 3 },
    luhn: true,
  };
}

/** `"51-55 2221-2720 4"`: leading digits, alone or from and to. */
function ranges(text: string): readonly (readonly [from: string, to: string])[] {
  return text.split(' ').map((range) => {
    const [from = '', to = from] = range.split('-');
    return [from, to];
  });
}
