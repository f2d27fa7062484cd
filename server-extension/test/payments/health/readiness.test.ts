import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { journalUnavailable } from '../../../src/journal/unavailable.ts';
import {
  createReadiness,
  type ReadinessDeps,
  type NotReadyReason,
} from '../../../src/payments/health/readiness.ts';
import { settings } from '../../builders/settings.ts';

const full = journalUnavailable('sqlite:/var/lib/payments.sqlite', new Error('database or disk is full'));
const empty = new Problem('not-configured', 'Gateway setting merchantID of site siteUS is empty.');

describe('readiness', () => {
  let at = 0;
  const changes: (readonly NotReadyReason[])[] = [];
  const all: ReadinessDeps = {
    journal: { keepCheckpoint: async () => undefined },
    hasWebhookKey: true,
    sites: async () => ['siteUS', 'siteJP'] as SiteId[],
    settingsFor: async () => settings,
    now: () => new Date(at),
    isWarm: () => true,
    onChange: (reasons) => changes.push(reasons),
  };

  beforeEach(() => {
    at = Date.UTC(2026, 10, 29);
    changes.length = 0;
  });

  it('is there when the journal, the secret and the settings of one site are', async () => {
    const oneSite: ReadinessDeps = {
      ...all,
      settingsFor: async (site) => (site === 'siteJP' ? settings : Promise.reject(empty)),
    };
    expect(await createReadiness(oneSite)()).to.deep.equal([]);
    expect(changes).to.be.empty;
  });

  it('is not there while the process warms up, which the log does not mention, and at once afterwards', async () => {
    let isWarm = false;
    const readiness = createReadiness({ ...all, isWarm: () => isWarm });
    expect((await readiness()).map(({ code }) => code)).to.deep.equal(['warm-up']);
    isWarm = true;
    expect(await readiness()).to.deep.equal([]);
    expect(changes).to.be.empty;
  });

  const missing: Readonly<Record<string, readonly [Partial<ReadinessDeps>, NotReadyReason['code'], RegExp]>> =
    {
      'a journal that cannot be written': [
        { journal: { keepCheckpoint: () => Promise.reject(full) } },
        'journal',
        /cannot be written/,
      ],
      'the webhook’s secret': [{ hasWebhookKey: false }, 'webhook-secret', /payments\.secret\.key/],
      'settings on every site': [{ settingsFor: () => Promise.reject(empty) }, 'settings', /merchantID/],
      'any site': [{ sites: async () => [] }, 'settings', /OCC lists no site/],
      'an answer of OCC’s': [
        { sites: () => Promise.reject(new Problem('gateway-failure', 'OCC did not answer.')) },
        'settings',
        /cannot be read from OCC/,
      ],
    };
  for (const [what, [lacking, code, words]] of Object.entries(missing)) {
    it(`lacks ${what}, and says so`, async () => {
      const reasons = await createReadiness({ ...all, ...lacking })();
      expect(reasons.map((reason) => reason.code)).to.deep.equal([code]);
      expect(reasons[0]?.message).to.match(words);
    });
  }

  it('is looked after every five seconds at most, and tells when it is lost and regained', async () => {
    let isFull = false;
    let asked = 0;
    const check = createReadiness({
      ...all,
      journal: {
        keepCheckpoint: async () => {
          asked += 1;
          if (isFull) throw full;
        },
      },
    });
    for (let second = 0; second < 20; second += 1) {
      isFull = second >= 5 && second < 15;
      await check();
      at += 1_000;
    }
    expect(asked).to.equal(4);
    expect(changes.map((reasons) => reasons.map(({ code }) => code))).to.deep.equal([['journal'], []]);
  });
});
