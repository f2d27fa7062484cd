import { expect } from 'chai';
import { groupWrites } from '../../../src/journal/postgres/grouped-writes.ts';
import { journalUnavailable } from '../../../src/journal/unavailable.ts';

interface ADatabase {
  readonly write: (item: string) => Promise<boolean>;
  readonly statements: readonly (readonly string[])[];
  /** From now on such a statement fails. */
  readonly fail: (when: (items: readonly string[]) => Error | undefined) => void;
  /** Answers what is under way, and what follows. */
  readonly answerAll: () => Promise<void>;
}

/** A database that answers when the test says so, and writes what is not called known. */
function aDatabase(): ADatabase {
  const statements: (readonly string[])[] = [];
  const answers: (() => void)[] = [];
  let failureOf: (items: readonly string[]) => Error | undefined = () => undefined;
  const write = groupWrites<string>((items) => {
    statements.push(items);
    return new Promise((resolve, reject) => {
      answers.push(() => {
        const failed = failureOf(items);
        const written = [...items.keys()].filter((place) => items[place]?.startsWith('known') === false);
        if (failed === undefined) resolve(new Set(written));
        else reject(failed);
      });
    });
  });
  return {
    write,
    statements,
    fail: (when) => {
      failureOf = when;
    },
    answerAll: async () => {
      while (answers.length > 0) {
        answers.shift()?.();
        await new Promise(setImmediate);
      }
    },
  };
}

/** As many as are sent one by one. */
const FOUR = ['a', 'b', 'c', 'd'];

const failure = (code: string): Error =>
  journalUnavailable('PostgreSQL', Object.assign(new Error('no'), { code }));

describe('Writes of many payments', () => {
  it('are each a statement of their own, at once, while few are under way', async () => {
    const { write, statements, answerAll } = aDatabase();
    const few = Promise.all(['a', 'b', 'c', 'd'].map(write));
    expect(statements).to.deep.equal([['a'], ['b'], ['c'], ['d']]);
    await answerAll();
    expect(await few).to.deep.equal([true, true, true, true]);
  });

  it('wait while four are under way, and are sent together as soon as one of them is answered', async () => {
    const { write, statements, answerAll } = aDatabase();
    const all = Promise.all([...FOUR, 'e', 'known f', 'g'].map(write));
    expect(statements).to.have.length(4);
    await answerAll();
    expect(statements.slice(4)).to.deep.equal([['e', 'known f', 'g']]);
    expect((await all).slice(4)).to.deep.equal([true, false, true]);
  });

  it('are fifty in one statement at most', async () => {
    const { write, statements, answerAll } = aDatabase();
    const all = Promise.all(Array.from({ length: 64 }, (_, nth) => write(String(nth))));
    await answerAll();
    expect((await all).every(Boolean)).to.equal(true);
    expect(statements.map(({ length }) => length)).to.deep.equal([1, 1, 1, 1, 50, 10]);
  });

  for (const code of ['22P05', '23505'])
    it(`are sent one by one after one of them made the database refuse all: ${code}`, async () => {
      const { write, fail, answerAll } = aDatabase();
      fail((items) => (items.includes('bad') ? failure(code) : undefined));
      const all = Promise.allSettled([...FOUR, 'e', 'bad', 'g'].map(write));
      await answerAll();
      const ends = (await all).slice(4).map(({ status }) => status);
      expect(ends).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    });

  it('are sent once more where another statement wrote the same at the same moment, and not a third time', async () => {
    const { write, statements, fail, answerAll } = aDatabase();
    fail((items) => {
      const isKnown = items[0] === 'twin' && statements.length < 2;
      return isKnown || items[0] === 'for good' ? failure('23505') : undefined;
    });
    const twin = write('twin');
    await answerAll();
    expect(await twin).to.equal(true);
    expect(statements).to.deep.equal([['twin'], ['twin']]);
    const refused = Promise.allSettled([write('for good')]);
    await answerAll();
    expect((await refused).map(({ status }) => status)).to.deep.equal(['rejected']);
    expect(statements).to.have.length(4);
  });

  for (const code of ['57014', '53100', 'ECONNREFUSED'])
    it(`fail together where the reason is none of theirs: ${code}`, async () => {
      const { write, statements, fail, answerAll } = aDatabase();
      fail((items) => (items.length > 1 ? failure(code) : undefined));
      const all = Promise.allSettled([...FOUR, 'e', 'f'].map(write));
      await answerAll();
      expect((await all).slice(4).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
      expect(statements).to.have.length(5);
    });
});
