/** Compares live payment pages with the inventory (PCI DSS 4.0.1, 11.6.1): every difference is a finding. */
import { parsePolicy, relaxations } from './content-security-policy.ts';
import { type FetchPage, type PageObservation, fetchPage, hashAt, observePage } from './page-observation.ts';
import { type ScriptInventory, isCovered } from './script-inventory.ts';

/** Something on a page that is not as it was authorized. */
export interface PageFinding {
  readonly kind:
    | 'script-changed'
    | 'script-new'
    | 'script-unreadable'
    | 'script-without-reason'
    | 'header-relaxed'
    | 'page-unreadable';
  /** The page's address, or the script's where it is the same on all pages. */
  readonly where: string;
  /** A sentence. */
  readonly finding: string;
}

/** Reads every page and script of the inventory and returns what differs. Empty is good. */
export async function findPageChanges(
  inventory: ScriptInventory,
  read: FetchPage = fetchPage,
): Promise<readonly PageFinding[]> {
  const findings: PageFinding[] = inventory.scripts
    .filter(({ reason }) => reason.trim() === '')
    .map(({ script }) => ({
      kind: 'script-without-reason',
      where: script,
      finding: 'It is in the inventory without a reason: write one, or take it off the page.',
    }));
  for (const { url, kind, headers } of inventory.pages) {
    const page = await observePage(url, read).catch(() => undefined);
    if (page?.status !== 200) {
      const status = page === undefined ? 'did not answer' : `answered ${page.status}`;
      findings.push({ kind: 'page-unreadable', where: url, finding: `The page ${status}.` });
      continue;
    }
    findings.push(...relaxedHeaders(page, headers), ...newScripts(page, kind, inventory));
  }
  findings.push(...(await changedScripts(inventory, read)));
  return findings;
}

/** Of each header: the policy may be stricter, all others have to be the same. */
function relaxedHeaders(
  { url, headers }: PageObservation,
  expected: Readonly<Record<string, string>>,
): readonly PageFinding[] {
  const found = Object.entries(expected).flatMap(([name, value]) => {
    const live = headers[name];
    if (live === undefined) return [`The header ${name} is missing.`];
    if (name === 'content-security-policy')
      return relaxations(parsePolicy(value), parsePolicy(live)).map((each) => `${name}: ${each}.`);
    return live.toLowerCase() === value.toLowerCase()
      ? []
      : [`The header ${name} is “${live}”, not “${value}”.`];
  });
  return found.map((finding) => ({ kind: 'header-relaxed', where: url, finding }));
}

function newScripts(
  { url, scripts }: PageObservation,
  kind: string,
  inventory: ScriptInventory,
): readonly PageFinding[] {
  const isAuthorized = (script: string): boolean =>
    inventory.scripts.some((each) => each.pages.includes(kind) && isCovered(script, each.script));
  return scripts
    .filter(({ script }) => !isAuthorized(script))
    .map(({ script }) => ({
      kind: 'script-new',
      where: url,
      finding: `${script} is not in the inventory for this page.`,
    }));
}

/** Scripts with an address of their own and a hash: read again, whether or not a page's HTML names them. */
async function changedScripts(
  { scripts }: ScriptInventory,
  read: FetchPage,
): Promise<readonly PageFinding[]> {
  const findings: PageFinding[] = [];
  for (const { script, hash } of scripts) {
    if (hash === undefined || script.startsWith('inline:') || script.endsWith('/*')) continue;
    const now = await hashAt(script, read);
    if (now === undefined) {
      findings.push({ kind: 'script-unreadable', where: script, finding: 'It cannot be read.' });
    } else if (now !== hash) {
      findings.push({ kind: 'script-changed', where: script, finding: `It was ${hash} and is ${now}.` });
    }
  }
  return findings;
}
