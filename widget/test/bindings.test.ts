import { expect } from 'chai';
import type { Knockout } from '../src/knockout/knockout.ts';
import { knockouts } from './fakes/knockouts.ts';
import { importWithTemplates } from './fakes/templates.ts';

type Handler = Readonly<Record<'init' | 'update', (element: object, value: () => unknown) => void>>;

const { registerBindings } = await importWithTemplates<{ readonly registerBindings: (ko: Knockout) => void }>(
  new URL('../src/knockout/bindings.ts', import.meta.url),
);
/** What a page loads with the first mark. */
await importWithTemplates(new URL('../src/entries/cybersource-marks.ts', import.meta.url));

for (const [name, ko] of knockouts) {
  describe(`Our bindings on ${name}`, () => {
    let heard: Record<string, ((event?: object) => void)[]>;

    beforeEach(() => {
      heard = {};
      Object.assign(globalThis, {
        addEventListener: (event: string, listener: () => void, isCapturing: boolean) => {
          expect(isCapturing, 'before the page can stop it').to.equal(true);
          heard[event] = [...(heard[event] ?? []), listener];
        },
      });
      registerBindings(ko);
    });
    afterEach(() => {
      Reflect.deleteProperty(globalThis, 'addEventListener');
      for (const binding of ['cybError', 'cybPlace', 'cybMark'])
        Reflect.deleteProperty(ko.bindingHandlers, binding);
    });

    const handler = (binding: string): Handler => ko.bindingHandlers[binding] as unknown as Handler;
    const press = (event: string): void => {
      for (const listener of heard[event] ?? []) listener({ type: event });
    };

    it('hand an element to its place, and take it back when it leaves the page', () => {
      const log: string[] = [];
      const element = { nodeType: 1, nodeName: 'DIV', childNodes: [], getElementsByTagName: () => [] };
      handler('cybPlace').init(element, () => (placed: object) => {
        log.push(placed === element ? 'placed' : 'another');
        return () => log.push('gone');
      });
      expect(log).to.deep.equal(['placed']);
      const disposal = ko.utils.domNodeDisposal as unknown as { removeNode(node: object): void };
      disposal.removeNode(element);
      expect(log).to.deep.equal(['placed', 'gone']);
    });

    it('say what is wrong with a field, and not while the shopper presses something', async () => {
      const element = { textContent: '' };
      const text = ko.observable('wrong');
      const bound = ko.computed(() => {
        handler('cybError').update(element, () => text);
      });
      expect(element.textContent).to.equal('wrong');
      press('mousedown');
      text('otherwise wrong');
      expect(element.textContent, 'while it is pressed').to.equal('wrong');
      press('mouseup');
      expect(element.textContent, 'before the click').to.equal('wrong');
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(element.textContent).to.equal('otherwise wrong');
      bound.dispose();
    });

    it('draw the mark that is named, in the place of the one before', async () => {
      class DOMParser {
        parseFromString(text: string): { readonly documentElement: string } {
          return { documentElement: text };
        }
      }
      Object.assign(globalThis, { DOMParser });
      const drawn: string[] = [];
      const element = {
        textContent: 'old',
        append: (...pictures: readonly string[]) => drawn.push(...pictures),
      };
      handler('cybMark').update(element, () => 'Visa');
      while (drawn.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      Reflect.deleteProperty(globalThis, 'DOMParser');
      expect(element.textContent).to.equal('');
      expect(drawn).to.have.length(1);
      expect(drawn[0]).to.include('cyb-logo');
    });

    it('leave out a mark that cannot be drawn', async () => {
      const element = { textContent: 'old', append: () => expect.fail('It was drawn.') };
      handler('cybMark').update(element, () => 'Visa');
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(element.textContent).to.equal('');
    });

    it('draw no mark where there is no name, and take away the one before', () => {
      for (const names of ['', undefined]) {
        const element = { textContent: 'old', append: () => expect.fail('It was drawn.') };
        handler('cybMark').update(element, () => names);
        expect(element.textContent).to.equal('');
      }
    });
  });
}
