import { expect } from 'chai';
import { MARKS, OTHER_NAMES } from '../src/marks/marks.ts';

// Imported by its address: the file is typed for browsers.
const { drawMarks } = (await import(new URL('../src/marks/draw-marks.ts', import.meta.url).href)) as {
  readonly drawMarks: (host: object, names: string) => void;
};

/** The pictures in an element after the marks of these names were drawn. */
function drawn(names: string): readonly string[] {
  const inside: string[] = ['before'];
  const host = {
    set textContent(text: string) {
      inside.splice(0, inside.length, ...(text === '' ? [] : [text]));
    },
    append: (...added: readonly string[]) => void inside.push(...added),
  };
  class Parser {
    parseFromString(text: string, type: string): { readonly documentElement: string } {
      expect(type).to.equal('image/svg+xml');
      return { documentElement: text };
    }
  }
  Reflect.set(globalThis, 'DOMParser', Parser);
  try {
    drawMarks(host, names);
  } finally {
    Reflect.deleteProperty(globalThis, 'DOMParser');
  }
  return inside;
}

const pictureOf = (name: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="cyb-logo" viewBox="0 0 38 24" width="38" height="24">${MARKS[name] ?? ''}</svg>`;

describe('The marks of cards and wallets', () => {
  it('take the place of what was drawn before', () => {
    expect(drawn('visa')).to.deep.equal([pictureOf('visa')]);
    expect(drawn('')).to.deep.equal([]);
  });

  it('are known by each name, in any case and spelling, and drawn once', () => {
    for (const name of Object.keys(MARKS)) expect(drawn(name.toUpperCase())).to.deep.equal([pictureOf(name)]);
    for (const [other, name] of Object.entries(OTHER_NAMES))
      expect(drawn(`${other},${name}`), other).to.deep.equal([pictureOf(name)]);
    expect(drawn('Visa, V-I-S-A')).to.deep.equal([pictureOf('visa')]);
  });

  it('are in the order of the names, without those that have none', () => {
    const [first = '', second = ''] = Object.keys(MARKS);
    expect(drawn(`${second},unheard-of,${first}`)).to.deep.equal([pictureOf(second), pictureOf(first)]);
  });
});
