import { expect } from 'chai';
import fc from 'fast-check';
import { toColorDepth } from '../../../src/cybersource/fields/color-depth.ts';
import { toDescriptorContact, toDescriptorName } from '../../../src/cybersource/fields/descriptor.ts';
import { toEmail } from '../../../src/cybersource/fields/email.ts';
import { toFreeText } from '../../../src/cybersource/fields/free-text.ts';
import { toIpAddress } from '../../../src/domain/network/ip-address.ts';
import { toLanguage } from '../../../src/cybersource/fields/language.ts';
import { toPhone } from '../../../src/cybersource/fields/phone.ts';
import { toCountryCode } from '../../../src/domain/address/country.ts';

/** What is typed, and what it becomes; undefined: left out. */
type Table = readonly (readonly [typed: string, fits: string | undefined])[];

function table(name: string, fit: (text: string) => string | undefined, rows: Table): void {
  describe(name, () => {
    for (const [typed, fits] of rows)
      it(`typed as ${JSON.stringify(typed.slice(0, 50))} is ${fits ?? 'left out'}`, () => {
        expect(fit(typed)).to.equal(fits);
      });
  });
}

table('A telephone number', (text) => toPhone(text, toCountryCode('GB')), [
  ['+44 (0)20 7946 0958', '+442079460958'],
  ['+44 020 7946 0958', '+442079460958'],
  ['44 (0)20 7946 0958', '+442079460958'],
  ['0044 20 7946 0958', '+442079460958'],
  ['(+44) 20 7946 0958', '+442079460958'],
  ['+ 44 20-7946.0958', '+442079460958'],
  ['tel:+44-20-7946-0958;ext=12', '+442079460958'],
  ['Tel.: +44 20 7946 0958', '+442079460958'],
  ['＋４４ ２０ ７９４６ ０９５８', '+442079460958'],
  ['+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨', '+442079460958'],
  ['020 7946 0958', '02079460958'],
  ['0 2 0 7 9 4 6 0 9 5 8', '02079460958'],
  ['123456', '123456'],
  ['12345', undefined],
  ['123456789012345', '123456789012345'],
  ['1234567890123456', undefined],
  ['+12345678901234', '+12345678901234'],
  ['+123456789012345', '123456789012345'],
  ['0800 FLOWERS', '08003569377'],
  ['0800 FL OW', undefined],
  ['(020) 7946 0958 ext. 123', '02079460958'],
  ['020 7946 0958 x123', '02079460958'],
  ['020 7946 0958x123', '02079460958'],
  ['020 7946 0958 #123', '02079460958'],
  ['030/901820 Durchwahl 17', '030901820'],
  ['03-1234-5678 内線 12', '0312345678'],
  ['020 7946 0958 / 07911 123456', '02079460958'],
  ['07911 123456 (mobile)', '07911123456'],
  ['+39 06 698 1234', '+39066981234'],
  ['+225 07 12 34 56 78', '+2250712345678'],
  ['+1 (512) 555-0100', '+15125550100'],
  ['1-800-FLOWERS', '18003569377'],
  ['+123456789012345', '123456789012345'],
  ['+1234567890123456', undefined],
  ['0-0 44 20 7946 0958', '+442079460958'],
  ['0)0３000', undefined],
  ['020 7946 0958; 07911 123456', '02079460958'],
  ['020 7946 0958, 07911 123456', '02079460958'],
  ['020 7946 0958 | 07911 123456', '02079460958'],
  ['020 7946 0958 or 07911 123456', '02079460958'],
  ['020 7946 0958 OR\n07911 123456', '02079460958'],
  ['020/7946/0958', '02079460958'],
  ['none', undefined],
  ['n/a', undefined],
  ['12', undefined],
  ['', undefined],
]);

describe('A telephone number', () => {
  for (const extension of [
    ...[' ext 12', ' ext. 12', ' extn 12', ' extension 12', ' Extension: 1234567', 'ext.12', 'ext12'],
    ...[
      ' x 12',
      ' x12',
      'x12',
      'x.12',
      ' x-12',
      ',12',
      ',,12',
      ' #12',
      ';12',
      ';ext=12',
      ' ; ext =12',
      ';ext= 12',
      ', 12',
      ' # 12',
    ],
    ...[
      ' Durchwahl 12',
      ' DW 12',
      ' dw-12',
      ' poste 12',
      ' interno 12',
      ' int. 12',
      ' ramal 12',
      ' anexo 12',
    ],
    ...[' toestel 12', ' 内線 12', '内線12', ' 分机 12', ' تحويلة 12', ' ext 12  ', '\text:#12'],
  ])
    it(`has no extension, as “${extension.trim()}”`, () => {
      for (const number of ['030 901820', '+49 30 901820'])
        expect(toPhone(number + extension, toCountryCode('DE'))).to.equal(number.replaceAll(' ', ''));
    });

  it('is none with an extension that is longer than any', () => {
    expect(toPhone('030 901820 ext 12345678', undefined)).not.to.equal('030901820');
  });

  /** ITU: countries of whose numbers the first zero is dialled within the country only. */
  const TRUNK_ZERO = [
    ...[
      '20',
      '27',
      '30',
      '31',
      '32',
      '33',
      '36',
      '40',
      '41',
      '43',
      '44',
      '46',
      '47',
      '49',
      '51',
      '54',
      '55',
      '58',
    ],
    ...['60', '61', '62', '63', '64', '66', '81', '82', '84', '86', '90', '91', '92', '93', '94', '95', '98'],
    ...[
      '353',
      '355',
      '358',
      '359',
      '420',
      '421',
      '423',
      '880',
      '886',
      '212',
      '213',
      '216',
      '218',
      '234',
      '237',
    ],
    ...[
      '250',
      '251',
      '252',
      '253',
      '254',
      '255',
      '256',
      '258',
      '260',
      '261',
      '262',
      '263',
      '264',
      '265',
      '266',
      '267',
      '268',
    ],
    ...['38', '96', '97', '99'].flatMap((zone) => Array.from('0123456789', (digit) => zone + digit)),
  ];

  it('has no zero behind a country’s code that is dialled within the country only', () => {
    for (const code of TRUNK_ZERO)
      for (const typed of [`+${code} 0 512 3456`, `+${code} 00 512 3456`, `00${code} 0512-3456`])
        expect(toPhone(typed, undefined), typed).to.equal(`+${code}5123456`);
  });

  it('has the zero behind a country’s code that belongs to it, and every one that is not at its beginning', () => {
    const codes = Array.from({ length: 900 }, (_, nth) => String(100 + nth));
    for (const code of codes.filter((each) => !TRUNK_ZERO.some((other) => each.startsWith(other))))
      expect(toPhone(`+${code} 0512 3456`, undefined), code).to.equal(`+${code}05123456`);
    for (const code of TRUNK_ZERO)
      expect(toPhone(`+${code} 5012 3456`, undefined), code).to.equal(`+${code}50123456`);
  });

  for (const country of ['US', 'CA', 'PR'])
    it(`dialled in ${country} begins with 011 when it is abroad`, () => {
      expect(toPhone('(011) 44 20 7946 0958', toCountryCode(country))).to.equal('+442079460958');
      expect(toPhone('011 0 44 20 7946', toCountryCode(country))).to.equal('01104420794 6'.replace(' ', ''));
    });

  it('dialled from North America begins with 011 when it is abroad', () => {
    expect(toPhone('011 44 20 7946 0958', toCountryCode('US'))).to.equal('+442079460958');
    expect(toPhone('011 4420', toCountryCode('GB'))).to.equal('0114420');
  });

  it('is digits, of CyberSource’s length, and the same when it is read again', () => {
    const typed = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789+() -./x#,;٣３AZ')),
      maxLength: 30,
    });
    fc.assert(
      fc.property(typed, (text) => {
        const phone = toPhone(text, undefined);
        if (phone === undefined) return;
        expect(phone)
          .to.match(/^\+?\d{6,15}$/)
          .and.to.have.property('length')
          .at.most(15);
        expect(toPhone(phone, undefined)).to.equal(phone);
      }),
    );
  });
});

table('A browser’s language', toLanguage, [
  ['en-GB-oxendict', 'en-GB'],
  ['en-US', 'en-US'],
  ['zh-Hant-TW', 'zh-Hant'],
  ['de_AT', 'de-AT'],
  ['en-US,en;q=0.9', 'en-US'],
  ['de_DE.UTF-8', 'de-DE'],
  ['de-u-co-phonebk', 'de'],
  ['es-419', 'es-419'],
  [' EN_us ', 'EN-us'],
  ['de;q=0.7', 'de'],
  ['de@euro', 'de'],
  ['de AT', 'de'],
  ['de\nAT,en', 'de'],
  ['sr_Latn_RS', 'sr-Latn'],
  ['abcdefgh', 'abcdefgh'],
  ['abcdefghi', undefined],
  ['d', undefined],
  ['d2', undefined],
  ['de-1996', 'de-1996'],
  ['de-abcdefgh', 'de'],
  ['de-abcdefghi', undefined],
  ['de--AT', undefined],
  ['de-', undefined],
  ['de-ä', undefined],
  ['x-klingon', undefined],
  ['*', undefined],
  ['', undefined],
]);

table('A colour depth', toColorDepth, [
  ['30', '32'],
  ['24', '24'],
  ['12', '15'],
  ['10', '8'],
  ['20', '16'],
  ['64', '48'],
  ['2', '1'],
  ...['1', '4', '8', '15', '16', '24', '32', '48'].map((known) => [known, known] as const),
  ['3', '4'],
  ['6', '4'],
  ['7', '8'],
  ['28', '24'],
  ['29', '32'],
  ['999', '48'],
  [' 24 ', '24'],
  ['0', undefined],
  ['000', undefined],
  ['1000', undefined],
  ['', undefined],
  ['24 bits', undefined],
  ['-24', undefined],
  ['many', undefined],
]);

table('An e-mail address', toEmail, [
  ['ada@example.com', 'ada@example.com'],
  [' ada@example.com ', 'ada@example.com'],
  ['Ada Lovelace <ada@example.com>', 'ada@example.com'],
  ['mailto:ada@example.com', 'ada@example.com'],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada+shop@mail.example.co.uk', 'ada+shop@mail.example.co.uk'],
  ['ada@example', undefined],
  ['ada@@example.com', undefined],
  ['ada.example.com', undefined],
  ['ada lovelace@example.com', undefined],
  [`${'a'.repeat(65)}@example.com`, undefined],
  [`ada@${'a.'.repeat(130)}com`, undefined],
  ['', undefined],
]);

table('An address of the network', toIpAddress, [
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:51234', '203.0.113.7'],
  ['203.0.113.7, 10.0.0.1', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', undefined],
  ['203.0.113', undefined],
]);

table('The name on a statement', toDescriptorName, [
  ['Analytical Engines Ltd', 'Analytical Engines Ltd'],
  ['Bücher & Größe', 'Buecher & Groesse'],
  ['Ä Ö Ü ä ö ü ß', 'Ae Oe Ue ae oe ue ss'],
  ['Æ æ Ø ø Ł ł Đ đ', 'Ae ae Oe oe L l D d'],
  ['Crêpes  à gogo', 'Crepes a gogo'],
  ['A'.repeat(30), 'A'.repeat(22)],
  ['東京', undefined],
]);

table('The contact on a statement', toDescriptorContact, [
  ['+15125550100', '+15125550100'],
  ['+1 (512) 555-0100', '+15125550100'],
  ['https://www.shop.example/', 'shop.example'],
  ['help.my-long-shop-name.example', undefined],
  ['+44 (0)20 7946 0958', '+442079460958'],
  ['+4420794609581', undefined],
  ['', undefined],
]);

describe('Text that a person wrote', () => {
  it('turns line breaks into blanks and drops other control characters', () => {
    expect(toFreeText('12 Main St\r\nApt\t4\u0000\u001b', 60)).to.equal('12 Main St Apt 4');
    expect(toFreeText('Ada\u202e ecalevoL', 60)).to.equal('Ada ecalevoL');
  });

  it('is cut between characters as a reader counts them, never through one', () => {
    expect(toFreeText('abc😀', 4)).to.equal('abc');
    expect(toFreeText('abc😀', 5)).to.equal('abc😀');
    expect(toFreeText('Jose\u0301', 4)).to.equal('Jos');
    expect(toFreeText('A👩‍👩‍👧', 5)).to.equal('A');
    expect(toFreeText('नमस्ते', 4)).to.equal('नम');
    expect(toFreeText('กำ', 1)).to.equal('ก');
  });

  it('is left as it is in any script where it fits', () => {
    for (const name of ['山田太郎', 'Ελένη', 'محمد', 'Иван', 'ศรีสุข', 'O’Brien-Müller', '👩‍👩‍👧'])
      expect(toFreeText(name, 60)).to.equal(name);
  });

  it('is left out when nothing remains', () => {
    expect(toFreeText(' \n ', 10)).to.equal(undefined);
    expect(toFreeText('', 10)).to.equal(undefined);
  });

  // Any UTF-16 code units, so halves of characters and control characters are among them.
  const anyText = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x9f }), fc.integer({ min: 0xd700, max: 0xe000 })))
    .map((units) => String.fromCharCode(...units));

  it('is well-formed, short enough and free of control characters, whatever came', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, max) => {
        const fitted = toFreeText(text, max) ?? '';
        expect(fitted.length).to.be.at.most(max);
        expect(fitted).not.to.match(/\p{Cs}/u);
        expect(fitted).not.to.match(/\p{Cc}/u);
        expect(toFreeText(fitted, max) ?? '').to.equal(fitted);
      }),
    );
  });
});
