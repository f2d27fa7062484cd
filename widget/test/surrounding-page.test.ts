import { expect } from 'chai';
import type { Knockout } from '../src/knockout/knockout.ts';
import { knockouts } from './fakes/knockouts.ts';
import { importWithTemplates } from './fakes/templates.ts';

const { isBelowProblem, isTypingElsewhere, showOnPlaceOrderButton } = await importWithTemplates<{
  readonly isBelowProblem: (page: object) => boolean;
  readonly isTypingElsewhere: (page: object) => boolean;
  readonly showOnPlaceOrderButton: (ko: Knockout, page: object, panel: object) => void;
}>(new URL('../src/panel/surrounding-page.ts', import.meta.url));

const [[, ko] = expect.fail()] = knockouts;
const PRECEDING = 2;
const FOLLOWING = 4;

describe('The shop’s page around the form', () => {
  it('shows on its button that a payment runs, and steps back for a button of the wallet’s own', () => {
    const classes = new Set<string>();
    const toggle = (name: string, isOn: boolean): void => {
      if (isOn) classes.add(name);
      else classes.delete(name);
    };
    const [paying, hasOwnButton] = [ko.observable(false), ko.observable(true)];
    const page = { documentElement: { classList: { toggle } } };
    showOnPlaceOrderButton(ko, page, { paying, hasOwnButton: ko.pureComputed(hasOwnButton) });
    expect([...classes]).to.deep.equal(['cyb-own-button']);
    paying(true);
    hasOwnButton(false);
    expect([...classes]).to.deep.equal(['cyb-order-busy']);
    paying(false);
    expect([...classes]).to.deep.equal([]);
  });

  describe('has a problem above the form', () => {
    beforeEach(() => {
      Object.assign(globalThis, { Node: { DOCUMENT_POSITION_PRECEDING: PRECEDING } });
    });
    afterEach(() => {
      Reflect.deleteProperty(globalThis, 'Node');
    });

    const field = (position: number, isVisible = true): object => ({
      position,
      getClientRects: () => (isVisible ? [{}] : []),
    });
    const isBelow = (wrong: readonly object[], hasForm = true): boolean =>
      isBelowProblem({
        querySelector: (selector: string) =>
          hasForm && selector === '.cyb-payment'
            ? { compareDocumentPosition: ({ position }: { position: number }) => position }
            : null,
        querySelectorAll: (selector: string) => (selector === '[aria-invalid="true"]' ? wrong : []),
      });

    for (const [what, wrong, expected] of [
      ['where a field before it is marked as wrong', [field(PRECEDING)], true],
      ['where one of several is', [field(FOLLOWING), field(PRECEDING)], true],
      ['not where the field comes after it', [field(FOLLOWING)], false],
      ['not where nobody sees the field', [field(PRECEDING, false)], false],
      ['not where nothing is wrong', [], false],
    ] as const)
      it(what, () => {
        expect(isBelow(wrong)).to.equal(expected);
      });

    it('not where there is no form', () => {
      expect(isBelow([field(PRECEDING)], false)).to.equal(false);
    });
  });

  describe('has the shopper', () => {
    const isTyping = (matching: string, closest?: string): boolean =>
      isTypingElsewhere({
        activeElement: {
          matches: (selector: string) => selector.split(',').includes(matching),
          closest: (selector: string) => (selector === closest ? {} : null),
        },
      });

    for (const element of ['input', 'select', 'textarea'])
      it(`in a field of its own: ${element}`, () => {
        expect(isTyping(element)).to.equal(true);
        expect(isTyping(element, '.cyb-payment'), 'the form’s').to.equal(false);
      });

    it('in no field on a button, or nowhere', () => {
      expect(isTyping('button')).to.equal(false);
      expect(isTypingElsewhere({ activeElement: null })).to.equal(false);
    });
  });
});
