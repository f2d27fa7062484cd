import { expect } from 'chai';
import { settings } from '../../../gateway-settings/settings.ts';
import { capabilities } from '../../src/domain/payment/capability.ts';
import { paymentMethods } from '../../src/methods/methods.ts';

describe('The payment methods of the extension', () => {
  const types = paymentMethods.map(({ type }) => type);

  it('have the types that shops have stored, each once', () => {
    expect(types).to.deep.equal(['card', 'googlepay', 'applepay']);
  });

  for (const id of ['paymentOptions', 'saleEnabled', 'dmDecisionSkip'] as const)
    it(`are the choices of the gateway setting ${id}`, () => {
      const setting = settings.find((each) => each.id === id);
      expect(setting !== undefined && 'options' in setting ? setting.options : []).to.deep.equal(types);
    });

  it('read only settings that the gateway has', () => {
    const asked = new Set<string>();
    const note = (id: string): string => {
      asked.add(id);
      return '';
    };
    const read = {
      text: note,
      required: note,
      toggle: (id: string) => note(id) !== '',
      choices: (id: string) => [note(id)],
      list: (id: string) => [note(id)],
      parsed: (id: string) => note(id) as never,
    };
    for (const method of paymentMethods) method.settings?.(read);
    expect([...asked].filter((id) => settings.every((setting) => setting.id !== id))).to.deep.equal([]);
    expect(asked.size).to.be.greaterThan(5);
  });

  for (const { name, capabilities: declared, offline } of paymentMethods)
    it(`declare what CyberSource does with a card: ${name}`, () => {
      expect(capabilities.filter((each) => declared.has(each))).to.deep.equal([
        'authorize',
        'sale',
        'capture',
        'partial-capture',
        'cancel',
        'reduce',
        'increment',
        'refund',
      ]);
      expect(offline).to.equal(undefined);
    });
});
