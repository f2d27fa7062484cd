import { expect } from 'chai';
import { createBoundedMap } from '../../src/cybersource/bounded-map.ts';

describe('A bounded map', () => {
  it('makes a value once', () => {
    const map = createBoundedMap<object>(2);
    const made = map.getOrMake('a', () => ({}));
    expect(map.getOrMake('a', () => ({}))).to.equal(made);
  });

  it('forgets what was not used for longest, and says so', () => {
    const forgotten: string[] = [];
    const map = createBoundedMap<string>(2, (value) => forgotten.push(value));
    for (const name of ['a', 'b', 'a', 'c']) map.getOrMake(name, () => name);
    expect(forgotten).to.deep.equal(['b']);
    expect([...map.values()]).to.deep.equal(['a', 'c']);
  });

  it('makes a deleted value anew', () => {
    const map = createBoundedMap<number>(2);
    map.getOrMake('a', () => 1);
    map.delete('a');
    expect(map.getOrMake('a', () => 2)).to.equal(2);
  });

  it('keeps nothing when making fails', () => {
    const map = createBoundedMap<number>(2);
    const fail = (): number => {
      throw new Error('not now');
    };
    expect(() => map.getOrMake('a', fail)).to.throw('not now');
    expect(map.getOrMake('a', () => 3)).to.equal(3);
  });
});
