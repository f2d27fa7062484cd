import { expect } from 'chai';
import { buttonColour } from '../../src/methods/wallet/button-colour.ts';

describe('The button of a wallet', () => {
  for (const [text, button] of [
    ['rgb(27, 29, 36)', 'black'],
    ['rgb(0, 0, 0)', 'black'],
    ['rgb(244, 244, 240)', 'white'],
    ['rgba(255, 255, 255, 0.9)', 'white'],
    ['color(display-p3 1 1 1)', 'black'],
  ] as const) {
    it(`is ${button} where the text around it is ${text}`, () => {
      expect(buttonColour(text)).to.equal(button);
    });
  }
});
