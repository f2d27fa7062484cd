import { expect } from 'chai';
import fc from 'fast-check';
import { expiryProblem, parseExpiry, toExpiry, writeExpiry } from '../../src/methods/card/fields/expiry.ts';
import { shapeTyping } from '../../src/methods/card/expiry-typing.ts';

describe('An expiry date', () => {
  it('is good through the whole of its month', () => {
    expect(expiryProblem('06 / 26', new Date(2026, 5, 30, 23, 59))).to.equal(undefined);
    expect(expiryProblem('06 / 26', new Date(2026, 6, 1))).to.equal('expiryPast');
  });

  for (const [text, problem] of [
    ['', 'expiryMissing'],
    ['   ', 'expiryMissing'],
    ['06', 'expiryInvalid'],
    ['06 / ', 'expiryInvalid'],
    ['06 / 3', 'expiryInvalid'],
    ['00 / 30', 'expiryInvalid'],
    ['13 / 30', 'expiryInvalid'],
    ['06 / 303', 'expiryInvalid'],
    ['06 / 30 / 31', 'expiryInvalid'],
    ['12 / 46', undefined],
    ['01 / 47', 'expiryInvalid'],
    ['06 / 1999', 'expiryPast'],
    ['month', 'expiryInvalid'],
  ] as const) {
    it(`typed as “${text}” is ${problem ?? 'good'}`, () => {
      expect(expiryProblem(text, new Date(2026, 5, 15))).to.equal(problem);
    });
  }

  for (const text of [
    ...[
      '04 / 30',
      '4/30',
      '04/30',
      '04/2030',
      '4 / 2030',
      '0430',
      '430',
      '042030',
      '42030',
      '04-30',
      '04.2030',
    ],
    ...['2030-04', '2030/4', ' 04 30 ', '٠٤ / ٣٠', '۰۴/۲۰۳۰', '０４／３０', '０４３０', '\u200f04/30\u200e'],
  ]) {
    it(`is read from “${text}”`, () => {
      expect(parseExpiry(text)).to.deep.equal({ month: '04', year: '2030' });
    });
  }

  it('is read as Microform takes it or not at all, whatever stands in the field', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9 /.-]{0,12}$/)), (text) => {
        const { month, year } = parseExpiry(text);
        expect(month).to.match(/^(0[1-9]|1[0-2])?$/);
        expect(year).to.match(month === '' ? /^$/ : /^\d{4}$/);
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (month, year) => {
        const filled = toExpiry(month, year);
        expect(filled.month).to.match(/^(0[1-9]|1[0-2])?$/);
      }),
    );
  });

  it('is read again as what it was when it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1900, max: 2199 }), (month, year) => {
        const date = { month: String(month).padStart(2, '0'), year: String(year) };
        expect(parseExpiry(writeExpiry(date))).to.deep.equal(date);
      }),
    );
  });
});

describe('The field for the expiry date', () => {
  /** What stands in the field, with `|` for the caret. */
  const show = ({ value, selectionStart }: { value: string; selectionStart: number }): string =>
    `${value.slice(0, selectionStart)}|${value.slice(selectionStart)}`;

  function aField(shown: string): Parameters<typeof shapeTyping>[0]['target'] & { selectionStart: number } {
    const field = {
      value: shown.replace('|', ''),
      selectionStart: shown.indexOf('|'),
      setSelectionRange: (from: number) => {
        field.selectionStart = from;
      },
    };
    return field;
  }

  /** Presses keys: a character, or `<` for backspace. */
  function press(shown: string, keys: string): string {
    const field = aField(shown);
    for (const key of keys) {
      const at = field.selectionStart;
      const isBackspace = key === '<';
      const kept = field.value.slice(0, isBackspace ? Math.max(at - 1, 0) : at);
      field.value = kept + (isBackspace ? '' : key) + field.value.slice(at);
      field.selectionStart = isBackspace ? kept.length : at + 1;
      shapeTyping({ target: field, inputType: isBackspace ? 'deleteContentBackward' : 'insertText' });
    }
    return show(field);
  }

  for (const [before, keys, after] of [
    ['|', '1', '1|'],
    ['|', '12', '12 / |'],
    ['|', '1229', '12 / 29|'],
    ['|', '122029', '12 / 2029|'],
    ['|', '5', '05 / |'],
    ['|', '529', '05 / 29|'],
    ['|', '0529', '05 / 29|'],
    ['|', '1/29', '01 / 29|'],
    ['|', '12/29', '12 / 29|'],
    ['|', '12 / 29', '12 / 29|'],
    ['|', '12.29', '12 / 29|'],
    ['|', '٠٤٣٠', '04 / 30|'],
    ['|', '０４３０', '04 / 30|'],
    ['12 / 29|', '<', '12 / 2|'],
    ['12 / 29|', '<<', '12|'],
    ['12 / 29|', '<<<', '1|'],
    ['12 / 29|', '<<<<', '|'],
    ['12 / 29|', '<<30', '12 / 30|'],
    ['12 / |', '<', '12|'],
    ['12 / |', '<<', '1|'],
    ['12| / 29', '<', '1| / 29'],
    ['12| / 29', '<1', '11| / 29'],
    ['1|2 / 29', '<', '|2 / 29'],
    ['1|2 / 29', '<0', '0|2 / 29'],
    ['12 / 2|9', '<3', '12 / 3|9'],
    // The caret stays where it was among the digits while the shape comes in around them.
    ['1|29', '2', '12| / 29'],
    ['12|9', '2', '12 / 2|9'],
    ['|529', '0', '0|5 / 29'],
    ['|/29', '1', '0|1 / 29'],
  ] as const) {
    it(`shows ${after} after ${keys} in ${before}`, () => {
      expect(press(before, keys)).to.equal(after);
    });
  }

  for (const [filled, shown] of [
    ['12/29', '12 / 29'],
    ['12/2029', '12 / 2029'],
    ['1/29', '01 / 29'],
    ['1229', '12 / 29'],
    ['529', '05 / 29'],
    ['229', '02 / 29'],
    ['129', '12 / 9'],
    ['029', '02 / 9'],
    ['12/20299', '12 / 2029'],
    ['12 29 7', '12 / 297'],
    ['Exp 12/29', '12 / 29'],
    ['2029-12', '12 / 29'],
    [' 12 / 29 ', '12 / 29'],
  ] as const) {
    it(`shows ${shown} where the browser fills in, or the shopper pastes, “${filled}”`, () => {
      for (const inputType of [undefined, 'insertFromPaste', 'insertReplacementText']) {
        const field = aField(`${filled}|`);
        shapeTyping({ target: field, ...(inputType !== undefined && { inputType }) });
        expect(field.value).to.equal(shown);
      }
    });
  }

  it('leaves alone what an input method still composes', () => {
    const field = aField('１２|');
    shapeTyping({ target: field, inputType: 'insertCompositionText', isComposing: true });
    expect(show(field)).to.equal('１２|');
    shapeTyping({ target: field });
    expect(show(field)).to.equal('12 / |');
  });

  it('keeps its shape and the caret at its end, whatever keys are pressed there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('0', '1', '2', '/', ' ', '<'), { maxLength: 12 }), (keys) => {
        const shown = press('|', keys.join(''));
        expect(shown).to.match(/^(\d{0,2}|\d\d \/ \d{0,4})\|$/);
      }),
    );
  });
});
