import packageJson from '../../../package.json' with { type: 'json' };
import type { ReachGateway } from '../../cybersource/client/reachability.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { requireSiteIds } from '../../occ/settings/site-list.ts';
import { type CheckDependencies, createDependencyStatus } from '../../payments/health/dependency-status.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';

export interface AssembleDependencyStatusDeps {
  readonly occ: OccApi;
  readonly reachGateway: ReachGateway;
  readonly settingsFor: SettingsFor;
  readonly journal: Journal;
  readonly journalKind: string;
  /** Milliseconds that a look-up may take; a status does not wait longer for one. */
  readonly lookUpMs: number;
  readonly now: () => Date;
}

/**
 * How long each of them is waited for: a status is answered within two seconds, also at the start, when nothing outside answers
 * yet.
 */
const ANSWER_WAIT_MAX_MS = 1_500;

const OCC_API = 'ccadmin v1';
const GATEWAY_API = `cybersource-rest-client ${packageJson.dependencies['cybersource-rest-client']}`;
const CHECKPOINT = 'status';

/** OCC's admin API, CyberSource with the credentials of the first site, and the journal. */
export function assembleDependencyStatus({
  occ,
  reachGateway,
  settingsFor,
  journal,
  journalKind,
  lookUpMs,
  now,
}: AssembleDependencyStatusDeps): CheckDependencies {
  const patienceMs = Math.min(ANSWER_WAIT_MAX_MS, lookUpMs);
  return createDependencyStatus({
    now,
    patienceMs,
    probes: [
      {
        name: 'occ',
        version: OCC_API,
        async ask() {
          await occ.sites();
          return OCC_API;
        },
        problem: inWords(
          'OCC’s admin API does not answer: check ATG_SERVER_ADMIN_URL and the application key.',
        ),
      },
      {
        name: 'cybersource',
        version: GATEWAY_API,
        async ask() {
          const [site] = requireSiteIds(await occ.sites());
          if (site === undefined) throw new Problem('not-configured', 'OCC lists no site.');
          const { account } = await settingsFor(site, 'storefront');
          await reachGateway(account, patienceMs);
          return GATEWAY_API;
        },
        problem: inWords(
          'CyberSource cannot be asked: the gateway settings of the first site cannot be read.',
        ),
      },
      {
        name: 'journal',
        version: journalKind,
        async ask() {
          await journal.keepCheckpoint(CHECKPOINT, now());
          return journal.version();
        },
        problem: () => 'The journal cannot be written: the log says which one, and why.',
      },
    ],
  });
}

/** A problem's own words are safe to show; of any other error ours are. */
function inWords(otherwise: string): (error: unknown) => string {
  return (error) => (error instanceof Problem ? error.message : otherwise);
}
