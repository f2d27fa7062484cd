import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { expect } from 'chai';
import { type HistoryRecord, parseLine, toLine } from '../../history/history-record.ts';
import { checkHistories } from '../../independent-check/check-history.ts';
import { check } from '../../processes/findings/check.ts';
import type { ReportedTotals } from '../../processes/findings/payment-records.ts';
import { readHistory } from '../../processes/findings/read-history.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { toPlantedHistory } from '../independent-check/planted-history.ts';
import { allPlantings } from '../independent-check/plantings.ts';
import { inRepository } from '../../../scripts/src/program/repository.ts';
import { type ProofSystem, startMachine } from '../../processes/systems/proof-system.ts';
import { toRunPace } from '../../processes/systems/pace.ts';
import { toComplaints } from '../../processes/report.ts';
import { run } from '../../processes/run.ts';
import { storm } from '../../processes/retry-storm.ts';
import { openStore, type Store } from '../../processes/systems/store.ts';

/** The short version of `npm run simulate -- --processes`. */
describe('Three instances, each a process, with one PostgreSQL', function () {
  this.timeout(180_000);
  const pace = toRunPace(0.016);
  let folder: string;
  let store: Store;
  let machine: ProofSystem;

  before(async () => {
    await mkdir(inRepository('.run'), { recursive: true });
    folder = await mkdtemp(inRepository('.run', 'processes-'));
    store = await openStore('postgres', folder);
    machine = await startMachine({ folder, store, instances: 3, seed: 'short', pace });
  });

  after(async () => {
    await machine.stop();
    await rm(folder, { recursive: true });
  });

  it('make one call of fifty copies of a webhook, and give fifty equal answers', async () => {
    const passed = await storm(machine, { webhooks: 1, copies: 50, instances: 2 }, 1);
    expect(passed).to.include({ calls: 1, answers: 50, equal: 1 });
  });

  it('make as many calls as there are webhooks, however often each is delivered', async () => {
    const passed = await storm(machine, { webhooks: 40, copies: 5, instances: 3 }, 2);
    expect(passed).to.include({ calls: 40, answers: 200, equal: 40 });
  });

  it('lose, double and leave open nothing while they are killed and calls are broken', async () => {
    const result = await run(machine, store, {
      seed: 'short',
      orders: 80,
      harm: { kills: 6, pauses: 1, restarts: 1 },
      faults: 0.05,
      pace,
      atOnce: 10,
      quietMs: 120_000,
    });
    expect(toComplaints(result)).to.deep.equal([]);
    expect(result).to.deep.include({ tasksLeft: 0, harm: { kills: 6, pauses: 1, restarts: 1 } });
    expect(result.faultsStruck).to.be.greaterThan(0);
    expect(result.foundAfterMs).not.to.have.length(0);
    const records = machine.history.lines().map(parseLine);
    expect(result.secondOpinion).to.include({ records: records.length });
    expect(missedOf(records, result.reported)).to.deep.equal({ missed: [], isClean: true });
  });
});

/** What stands in the books is judged by both checks; of answers the first one knows sums only, and nothing of checkouts. */
const NOT_JUDGED = /told|answer|another body|checkout/;

/** Plants in the history of real processes what can be planted there: both checks have to find it in the same file. */
function missedOf(
  records: readonly HistoryRecord[],
  reported: readonly ReportedTotals[],
): { readonly missed: readonly string[]; readonly isClean: boolean } {
  const first = (history: readonly HistoryRecord[]): number =>
    Object.values(check(readHistory(history, reported))).flat().length;
  const missed = allPlantings()
    .filter(({ name, isSecondOnly }) => isSecondOnly !== true && !NOT_JUDGED.test(name))
    .flatMap(({ name, invariant, plant }) => {
      const broken = plant(toPlantedHistory(records, createRandom(name)));
      if (broken === undefined) return [];
      const found = checkHistories(broken.map(toLine)).flatMap(({ violations }) => violations);
      return [
        ...(found.some((each) => each.invariant === invariant) ? [] : [`second: ${name}`]),
        ...(first(broken) > 0 ? [] : [`first: ${name}`]),
      ];
    });
  return { missed, isClean: first(records) === 0 };
}
