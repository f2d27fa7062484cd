import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { mostAtOnce } from '../../simulation/check/double-holds.ts';
import { changed, sourceOf } from '../../simulation/mutants/changed.ts';
import { mutants } from '../../simulation/mutants/mutants.ts';
import { tryMutants } from '../../simulation/try-mutants.ts';
import { totalOf } from '../../simulation/report.ts';
import { runSeed, type SeedResult } from '../../simulation/seed.ts';
import { runSeeds } from '../../simulation/seed-processes.ts';
import type { SimulationPlan } from '../../simulation/world/world.ts';

const PROCESSES = 2;
/** What is wrong without a guard stays wrong, and the checker waits for it in vain; with all guards half a day is plenty. */
const HALF_A_DAY_MS = 12 * 60 * 60_000;
const aPlan = { orders: 80, faults: 0.2, journal: 'shared', quietMs: HALF_A_DAY_MS } as const;

/** The short version of `npm run simulate`. */
describe('The extension between both sandboxes, in virtual time, with everything going wrong', function () {
  this.timeout(300_000);

  async function live(...plans: readonly SimulationPlan[]): Promise<readonly SeedResult[]> {
    const results: SeedResult[] = [];
    await runSeeds({ plans, processes: PROCESSES, onResult: (result) => results.push(result) === Infinity });
    return results;
  }

  it('charges no shopper twice, loses nothing and leaves nothing open', async () => {
    const results = await live(...[1, 2, 3, 4].map((seed) => ({ ...aPlan, seed })));
    expect(results.flatMap(({ findings }) => findings)).to.deep.equal([]);
    expect(results.flatMap(({ secondOpinion }) => secondOpinion.violations)).to.deep.equal([]);
    const { orders, crashes, resolvedAfter } = totalOf(results);
    expect({ orders, crashed: crashes > 0, lostAnswers: resolvedAfter.length > 20 }).to.deep.equal({
      orders: 320,
      crashed: true,
      lostAnswers: true,
    });
  });

  it('does so without a database, as inside OCC, where instances are restarted between two captures', async () => {
    const results = await live(
      ...[1, 2].map((seed) => ({ ...aPlan, orders: 40, journal: 'own', seed }) as const),
    );
    expect(results.flatMap(({ findings }) => findings)).to.deep.equal([]);
    expect(results.flatMap(({ secondOpinion }) => secondOpinion.violations)).to.deep.equal([]);
    expect(totalOf(results).crashes).to.be.greaterThan(0);
  });

  it('has the same history again with the same seed, line by line, and another one with another seed', async () => {
    const plan = { ...aPlan, orders: 20, isFingerprinted: true } as const;
    const results = await live({ ...plan, seed: 7 }, { ...plan, seed: 7 }, { ...plan, seed: 8 });
    const of = (wanted: number): (string | undefined)[] =>
      results.filter(({ seed }) => seed === wanted).map(({ fingerprint }) => fingerprint);
    const [first, second] = of(7);
    expect(first).to.match(/^[0-9a-f]{64}$/);
    expect(second).to.equal(first);
    expect(of(8)[0]).not.to.equal(first);
  });

  it('waits for virtual time alone: a real timer would strike at another line on a slower machine', async () => {
    const real = globalThis.setTimeout;
    let count = 0;
    Object.assign(globalThis, {
      setTimeout: (...args: Parameters<typeof real>) => {
        count += 1;
        return real(...args);
      },
    });
    try {
      await runSeed({ ...aPlan, orders: 2, seed: 9 });
    } finally {
      globalThis.setTimeout = real;
    }
    expect(count).to.equal(0);
  });

  it('is noticed to do otherwise when a guard is switched off', async () => {
    const chosen = mutants.filter(({ name }) => EASY.has(name));
    const [shared, own] = [false, true].map((isOwn) =>
      chosen.filter(({ isOwnJournals = false }) => isOwnJournals === isOwn),
    );
    const tried = await Promise.all([tryMutants(SHORT_PLANS, 1, shared), tryMutants(SHORT_PLANS, 1, own)]);
    const missed = tried
      .flat()
      .filter(({ killedBy, secondOpinion }) => killedBy === undefined || secondOpinion === undefined);
    expect(missed.map(({ mutant }) => mutant.name)).to.deep.equal([]);
    expect(tried.flat()).to.have.length(EASY.size);
  });
});

/** Each guard is missed in one of the first few; the others are for the day on which a change of the code makes other histories. */
const SHORT_PLANS: readonly SimulationPlan[] = Array.from({ length: 16 }, (_, nth) => ({
  ...aPlan,
  orders: nth < 10 ? 15 : 60,
  seed: nth + 1,
}));

const EASY: ReadonlySet<string> = new Set([
  'a delivery is claimed once',
  'of the orders of one checkout one is paid',
  'the same id with another body is refused',
  'an unknown authorization is undone',
  'an order that OCC never placed keeps no money',
  "what this journal does not know is judged by the gateway's records",
]);

describe('A guard that is to be switched off', () => {
  const [mutant] = mutants;

  it('has to stand in its file, once', () => {
    if (mutant === undefined) throw new Error('There are no mutants');
    const { from, to } = mutant;
    expect(changed(mutant, `before ${from} after`)).to.equal(`before ${to} after`);
    expect(() => changed(mutant, 'nothing')).to.throw('stands 0 times');
    expect(() => changed(mutant, from + from)).to.throw('stands 2 times');
  });
});

describe('Every guard that can be switched off', () => {
  for (const mutant of mutants)
    it(`stands in its file: ${mutant.name}`, async () => {
      const source = await readFile(sourceOf(mutant), 'utf8');
      expect(changed(mutant, source)).not.to.equal(source);
    });
});

describe('Cards that were held twice for a while', () => {
  it('are counted at their worst moment', () => {
    expect(mostAtOnce([])).to.equal(0);
    expect(
      mostAtOnce([
        { from: 0, until: 10 },
        { from: 5, until: 20 },
        { from: 10, until: 30 },
      ]),
    ).to.equal(2);
  });
});
