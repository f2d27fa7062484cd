import { expect } from 'chai';
import packageJson from '../../../package.json' with { type: 'json' };
import { assembleDependencyStatus } from '../../../src/assembly/health/dependency-status.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { OccApi } from '../../../src/occ/api/admin-api.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { settings } from '../../builders/settings.ts';

const now = (): Date => new Date('2026-11-30T12:00:00Z');

describe('What the extension depends on', () => {
  let sites: () => Promise<unknown>;
  let reach: () => Promise<void>;
  let keep: () => Promise<void>;
  let asked: unknown[];

  beforeEach(() => {
    sites = async () => ({ items: [{ id: 'siteUS' }, { id: 'siteJP' }] });
    reach = async () => undefined;
    keep = async () => undefined;
    asked = [];
  });

  const check = async (lookUpMs = 60_000) => {
    const journal = createMemoryJournal({ capacity: 10, recoveryTaskOf, now });
    const all = await assembleDependencyStatus({
      occ: { sites: () => sites() } as OccApi,
      reachGateway: async (account: unknown, patienceMs: number) => {
        asked.push([account, patienceMs]);
        await reach();
      },
      settingsFor: async (site, channel) => {
        asked.push(`${site} ${channel}`);
        return settings;
      },
      journal: {
        ...journal,
        version: async () => 'memory 7',
        keepCheckpoint: async (name, at) => {
          asked.push([name, at]);
          await keep();
        },
      },
      journalKind: 'memory',
      lookUpMs,
      now,
    })();
    return Object.fromEntries(
      all.map((each) => [
        each.name,
        [each.status, each.version, ...('problem' in each ? [each.problem] : [])],
      ]),
    );
  };
  const client = `cybersource-rest-client ${packageJson.dependencies['cybersource-rest-client']}`;

  it('is OCC, CyberSource with the settings of the first site, and the journal, which is written', async () => {
    expect(await check()).to.deep.equal({
      occ: ['up', 'ccadmin v1'],
      cybersource: ['up', client],
      journal: ['up', 'memory 7'],
    });
    expect(asked).to.have.deep.members(['siteUS storefront', [settings.account, 1_500], ['status', now()]]);
  });

  it('is not waited for longer than a look-up may take', async () => {
    await check(700);
    expect(asked).to.deep.include([settings.account, 700]);
  });

  it('is down with what the log and the operator may read: our own words, or those of a Problem', async () => {
    sites = async () => {
      throw new Error('https://secret.example');
    };
    keep = async () => {
      throw new Error('postgres://secret');
    };
    const down = await check();
    expect(JSON.stringify(down)).not.to.include('secret');
    expect(down['occ']?.slice(0, 2)).to.deep.equal(['down', 'ccadmin v1']);
    expect(down['occ']?.[2]).to.include('ATG_SERVER_ADMIN_URL');
    expect(down['cybersource']?.slice(0, 2)).to.deep.equal(['down', client]);
    expect(down['cybersource']?.[2]).to.include('gateway settings');
    expect(down['journal']?.slice(0, 2)).to.deep.equal(['down', 'memory']);
    expect(down['journal']?.[2]).to.include('cannot be written');
    sites = async () => {
      throw new Problem('gateway-failure', 'OCC did not answer in time.');
    };
    expect((await check())['occ']?.[2]).to.equal('OCC did not answer in time.');
  });

  it('is no CyberSource where OCC lists no site', async () => {
    sites = async () => ({ items: [] });
    expect((await check())['cybersource']?.[2]).to.equal('OCC lists no site.');
  });
});
