import { expect } from 'chai';
import { MARKS, OTHER_NAMES } from '../../src/marks/marks.ts';

describe('The marks of cards and wallets', () => {
  it('are there for every brand that OCC, CyberSource and the wallets have a name of their own for', () => {
    expect(MARKS).to.have.all.keys(
      ...['visa', 'mastercard', 'maestro', 'amex', 'discover', 'diners', 'jcb', 'unionpay'],
      ...['googlepay', 'applepay'],
    );
    for (const name of Object.values(OTHER_NAMES)) expect(MARKS).to.have.property(name);
  });

  it('stand within their 38 by 24, as far as circles and bars tell', () => {
    const numbersIn = (shape: string): Readonly<Record<string, number>> =>
      Object.fromEntries(
        [...shape.matchAll(/(\w+)="([\d.]+)"/g)].map(([, key = '', value]) => [key, Number(value)]),
      );
    const shapes = Object.values(MARKS).flatMap((mark) => mark.match(/<(?:circle|rect)[^>]*>/g) ?? []);
    expect(shapes.length).to.be.greaterThan(7);
    for (const {
      cx = 0,
      cy = 12,
      r = 0,
      x = cx - r,
      width = 2 * r,
      y = cy - r,
      height = 2 * r,
    } of shapes.map(numbersIn)) {
      expect(x).to.be.within(0, 38 - width);
      expect(y).to.be.within(0, 24 - height);
    }
  });

  it('have letters with strokes of one to two wide', () => {
    const widths = Object.values(MARKS).flatMap((mark) =>
      [...mark.matchAll(/stroke-width="([\d.]+)"/g)].map(([, width]) => Number(width)),
    );
    expect(widths).to.have.length(2);
    for (const width of widths) expect(width).to.be.within(1, 2);
  });

  for (const [name, shapes] of Object.entries(MARKS)) {
    it(`draw ${name} with shapes alone: no script, no address, no text`, () => {
      expect(shapes).to.match(/^(<\/?(path|circle|rect|g)\b[^<>]*>)+$/);
      expect(shapes).not.to.match(/href|on\w+=|url\(|NaN|undefined/);
    });
  }
});
