import { expect } from 'chai';
import { type HistoryRecord, parseLine, toLine } from '../../history/history-record.ts';
import { checkHistories } from '../../independent-check/check-history.ts';
import { INVARIANTS } from '../../independent-check/invariants.ts';
import { check } from '../../simulation/check/check.ts';
import { readHistory } from '../../simulation/check/read-history.ts';
import { runSeed } from '../../simulation/seed.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { toPlantedHistory } from './planted-history.ts';
import { allPlantings, type Planting } from './plantings.ts';

const PLANTED = 100;
const SEEDS = [2, 3, 5];
const ORDERS = 36;

const plantings = allPlantings();

describe('Both checks of a history', function () {
  this.timeout(120_000);
  const clean: (readonly HistoryRecord[])[] = [];

  before(async () => {
    for (const seed of SEEDS) {
      const { history = [] } = await runSeed({
        seed,
        orders: ORDERS,
        faults: 0.2,
        journal: 'shared',
        keepsHistory: true,
      });
      clean.push(history.map(parseLine));
    }
  });

  const first = async (records: readonly HistoryRecord[]): Promise<readonly string[]> =>
    (await check(readHistory(records))).map(({ kind, what }) => `${kind}: ${what}`);

  const second = (records: readonly HistoryRecord[]): readonly string[] =>
    checkHistories(records.map(toLine)).flatMap(({ violations }) =>
      violations.map(({ invariant }) => invariant),
    );

  function planted(planting: Planting, seed: number): readonly HistoryRecord[] {
    for (let nth = 0; nth < clean.length; nth += 1) {
      const records = clean[(seed + nth) % clean.length] ?? [];
      const broken = planting.plant(toPlantedHistory(records, createRandom(`plant ${seed}`)));
      if (broken !== undefined) return broken;
    }
    throw new Error(`There is nothing to plant “${planting.name}” in.`);
  }

  it('find nothing in clean histories', async () => {
    for (const records of clean) {
      expect(second(records)).to.deep.equal([]);
      expect(await first(records)).to.deep.equal([]);
    }
  });

  it(`find each of ${PLANTED} planted violations`, async () => {
    const missed: string[] = [];
    for (let seed = 1; seed <= PLANTED; seed += 1) {
      const planting = plantings[seed % plantings.length];
      if (planting === undefined) continue;
      const records = planted(planting, seed);
      const found = second(records);
      if (!found.includes(planting.invariant))
        missed.push(`second, ${seed}: ${planting.name}: ${found.join('; ')}`);
      if (planting.isSecondOnly !== true && (await first(records)).length === 0)
        missed.push(`first, ${seed}: ${planting.name}`);
    }
    expect(missed).to.deep.equal([]);
  });

  it('are tried with every invariant', () => {
    const named = new Set(plantings.map(({ invariant }) => invariant));
    expect(INVARIANTS.map(({ name }) => name).filter((name) => !named.has(name))).to.deep.equal([]);
  });
});
