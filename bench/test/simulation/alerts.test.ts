import { expect } from 'chai';
import { alerts } from '../../../server-extension/src/telemetry/alerts/alerts.ts';
import {
  type AlertEvaluation,
  createAlertEvaluation,
} from '../../../server-extension/src/telemetry/alerts/evaluation.ts';
import { createMetrics } from '../../../server-extension/src/telemetry/registry.ts';
import { parseScrape, type ScrapedSample } from '../../../server-extension/test/builders/scrape.ts';
import { shop } from '../../simulation/shop/shopper.ts';
import type { Instance } from '../../simulation/world/instance.ts';
import { createVirtualTime } from '../../simulation/world/time.ts';
import { virtualTimers } from '../../simulation/world/timers.ts';
import { createWorld, type World } from '../../simulation/world/world.ts';

const MINUTE_MS = 60_000;
const STARTS_AT = Date.UTC(2026, 0, 5);
/** Seldom enough for a test, often enough that no minute is without a payment. */
const A_SHOPPER_EVERY = [5_000, 30_000] as const;

/** A shop in which nobody's total is an amount to which the sandbox answers 502, as 2000.00 USD is: that would ring rightly. */
const SEED = 20;

/** A day in the shop, minute by minute: what rings in which instance. */
interface WatchedShop {
  /** Shoppers come for so many minutes; the alerts that rang in any instance. */
  minutes(count: number): Promise<readonly string[]>;
  readonly world: World;
  /** How many payments have been authorized. */
  orders(): number;
}

function watch(world: World): WatchedShop {
  const { time } = world;
  const random = world.random.fork('shoppers of a watched shop');
  const evaluations = new Map<Instance, AlertEvaluation>();
  let begun = 0;

  function nextShopper(until: number): void {
    time.after(random.between(...A_SHOPPER_EVERY), () => {
      if (time.now() > until) return;
      begun += 1;
      void shop(world, random.fork(String(begun)));
      nextShopper(until);
    });
  }

  /** Time goes on meanwhile, as it does while a real scrape is answered. */
  async function scrapeOf(instance: Instance): Promise<readonly ScrapedSample[] | undefined> {
    let isOver = false;
    let text: string | undefined;
    // One that ends or stands still in the middle of it does not answer.
    void Promise.race([instance.readMetrics(), time.sleep(MINUTE_MS / 6).then(() => undefined)]).then(
      (answer) => {
        isOver = true;
        text = answer?.text;
      },
    );
    await time.runUntil(() => isOver);
    return text === undefined ? undefined : parseScrape(text);
  }

  return {
    world,
    orders: () => begun,
    async minutes(count) {
      const rang = new Set<string>();
      const until = time.now() + count * MINUTE_MS;
      nextShopper(until);
      for (let next = time.now(); next < until;) {
        next += MINUTE_MS;
        await time.runUntil(() => time.now() >= next);
        for (const instance of world.instances()) {
          const evaluation = evaluations.get(instance) ?? createAlertEvaluation(alerts, time.now());
          evaluations.set(instance, evaluation);
          const samples = await scrapeOf(instance);
          if (samples === undefined) continue;
          for (const name of evaluation.evaluate({ at: time.now(), samples })) rang.add(name);
        }
      }
      return [...rang].sort();
    },
  };
}

/** Alerts over virtual time: the shop, its shoppers and the faults are those of `npm run simulate`. */
describe('Alerts in the simulated shop', function () {
  this.timeout(180_000);

  before(async () => {
    // Loaded once, before time is virtual: no scrape waits for it then.
    await createMetrics({ instance: 'loaded', withRuntime: false }).read();
  });

  async function inAShop(faults: number, live: (watched: WatchedShop) => Promise<void>): Promise<void> {
    const time = createVirtualTime(STARTS_AT);
    const restore = virtualTimers(time);
    try {
      await live(
        watch(createWorld({ seed: SEED, orders: 0, faults, journal: 'shared' }, time, () => undefined)),
      );
    } finally {
      restore();
    }
  }

  it('do not ring in a quiet hour, with approvals, declines, captures and refunds', () =>
    inAShop(0, async (shopping) => {
      expect(await shopping.minutes(60)).to.deep.equal([]);
      expect(shopping.orders()).to.be.greaterThan(100);
    }));

  it('ring when CyberSource and the journal fail, and stop after it is over', () =>
    inAShop(0.4, async (shopping) => {
      expect(await shopping.minutes(20)).to.include.members(['CyberSourceFails', 'JournalFails']);
      shopping.world.calm();
      await shopping.minutes(60);
      expect(await shopping.minutes(10)).to.deep.equal([]);
    }));
});
