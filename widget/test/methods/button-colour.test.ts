import { expect } from 'chai';
import { buttonColour } from '../../src/methods/wallet/button-colour.ts';

describe('The button of a wallet', () => {
  for (const [text, button] of [
    ['rgb(27, 29, 36)', 'black'],
    ['rgb(0, 0, 0)', 'black'],
    ['rgb(244, 244, 240)', 'white'],
    ['rgba(255, 255, 255, 0.9)', 'white'],
    // As bright as eyes see them: much of green, little of blue.
    ['rgb(255, 0, 0)', 'black'],
    ['rgb(0, 255, 0)', 'white'],
    ['rgb(0, 0, 255)', 'black'],
    ['rgb(0, 238, 0)', 'black'],
    ['rgb(0, 239, 0)', 'white'],
    ['rgb(255, 108, 0)', 'black'],
    ['rgb(255, 110, 0)', 'white'],
    ['rgb(0, 220, 90)', 'black'],
    ['rgb(0, 220, 100)', 'white'],
    ['not rgb(255, 255, 255)', 'black'],
    ['color(display-p3 1 1 1)', 'black'],
  ] as const) {
    it(`is ${button} where the text around it is ${text}`, () => {
      expect(buttonColour(text)).to.equal(button);
    });
  }
});
