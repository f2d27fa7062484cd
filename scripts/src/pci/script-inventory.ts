/** The inventory of scripts that PCI DSS 4.0.1, requirement 6.4.3, asks for: what runs on payment pages, whose it is, why, and its hash. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { filesIn } from '../package/zip.ts';
import { policyOf, toHeader } from './content-security-policy.ts';
import { type PageKind, pageOrigins } from './page-origins.ts';
import { hashOf } from './page-scripts.ts';
import type { ObservedScript, PageObservation } from './page-observation.ts';

/** A script of the inventory. */
const InventoryScript = z.strictObject({
  /** Absolute address, `inline:<hash>`, or `<origin>/*` where the address differs from payment to payment. */
  script: z.string(),
  pages: z.array(z.string()),
  owner: z.string(),
  /** Why the page needs it. Empty: still to be written by the merchant, and a finding until then. */
  reason: z.string(),
  /** The one accepted content. Missing where others assure it, as `assurance` says. */
  hash: z.string().optional(),
  /** How its integrity is assured, for the assessor. */
  assurance: z.string(),
});
type InventoryScript = z.output<typeof InventoryScript>;

/** A page of the inventory, with what its answer has to carry. */
const InventoryPage = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  kind: z.enum(['checkout', 'account']),
  /** By lower-case name. */
  headers: z.record(z.string(), z.string()),
});

/** The file that is written, and that the monitor compares live pages with. */
export const ScriptInventory = z.strictObject({
  version: z.string(),
  pages: z.array(InventoryPage),
  scripts: z.array(InventoryScript),
});
export type ScriptInventory = z.output<typeof ScriptInventory>;

const WATCHED = 'Compared with the hash above by the monitor';

export interface InventorySources {
  /** Our version. */
  readonly version: string;
  /** The unpacked widget extension. */
  readonly widgetFolder: string;
  /** Where OCC serves its files: `https://shop.example/file/widget/`. */
  readonly widgetAddress: string;
  readonly isTest: boolean;
  readonly instead?: Readonly<Record<string, readonly string[]>>;
  /** Scripts that other scripts load, which the pages' HTML does not name, as they are now. */
  readonly loadedLater?: readonly ObservedScript[];
  /** The live pages as they are now. */
  readonly pages: readonly (PageObservation & { readonly kind: PageKind })[];
}

/** Makes the inventory of today's pages: ours with their reasons, those of others, and what else was found, without a reason. */
export async function makeInventory(sources: InventorySources): Promise<ScriptInventory> {
  const { version, pages, isTest, instead = {} } = sources;
  const known = [...(await ownScripts(sources)), ...vendorScripts(isTest, instead)];
  return {
    version,
    pages: pages.map(({ url, kind }) => ({ url, kind, headers: expectedHeaders(kind, isTest, instead) })),
    scripts: [...known, ...foundScripts(sources, known)],
  };
}

/** What the answer of a payment page carries: PCI DSS 11.6.1 asks for their watch. */
function expectedHeaders(
  kind: PageKind,
  isTest: boolean,
  instead: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': toHeader(policyOf(kind, { isTest, instead })),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  };
}

async function ownScripts({
  version,
  widgetFolder,
  widgetAddress,
}: InventorySources): Promise<readonly InventoryScript[]> {
  const folder = path.join(widgetFolder, 'widget');
  const files = (await filesIn(folder)).filter((file) => file.endsWith('.js'));
  return Promise.all(
    files.map(async (file) => ({
      script: new URL(file, widgetAddress).href,
      pages: file.startsWith('cybersourceSavedCards/') ? ['account'] : ['checkout'],
      owner: `OCC CyberSource ${version}`,
      reason: reasonOf(path.basename(file, '.js')),
      hash: hashOf(await readFile(path.join(folder, file))),
      assurance: WATCHED,
    })),
  );
}

/** Why each script of the widgets is there; a new one needs a line. */
const REASONS: Readonly<Record<string, string>> = {
  'cybersource-payment':
    'Payment form of the checkout; mounts the card fields, which are frames of CyberSource',
  'cybersource-marks': 'Pictures of card brands, and the labels of saved cards',
  'cybersource-challenge': 'Shows the issuer’s 3-D Secure challenge in a frame, and waits for its result',
  'cybersource-device-fingerprint':
    'Loads ThreatMetrix’s script for the device fingerprint, where an organization is set, and names its session in the payment',
  'cybersource-earlier-order':
    'Finds out how an earlier order of the same checkout ended, so that it is not paid twice',
  'cybersource-saved-card-options': 'Choice among saved cards, and whether a card is saved',
  'cybersource-wallets': 'Buttons and sheets of Google Pay and Apple Pay',
  'cybersource-saved-cards': 'Shows, renames and deletes the saved cards of a shopper who is signed in',
  'cybersource-account-cards':
    'Forms for a new card and for changes of a saved one; mounts the card fields, which are frames of CyberSource',
};

function reasonOf(name: string): string {
  const reason = REASONS[name];
  if (reason === undefined)
    throw new Error(`The script ${name} has no reason in scripts/src/pci/script-inventory.ts.`);
  return reason;
}

const ASSURANCES: Readonly<Record<string, string>> = {
  CyberSource:
    'Subresource integrity: CyberSource signs the hash in each capture context, and the browser checks it',
};

function vendorScripts(
  isTest: boolean,
  instead: Readonly<Record<string, readonly string[]>>,
): readonly InventoryScript[] {
  return pageOrigins
    .filter(({ owner, directives }) => owner !== 'The shop' && directives.includes('script-src'))
    .flatMap(({ origins: [live = '', test], owner, pages, why }) =>
      (instead[live] ?? [(isTest ? test : undefined) ?? live]).map((origin) => ({
        script: `${origin}/*`,
        pages: [...pages],
        owner,
        reason: why,
        assurance:
          ASSURANCES[owner] ??
          'Content security policy: no other origin; the owner changes it without a notice',
      })),
    );
}

/** Scripts on the pages that are not ours. Those of an origin that we know have its reason. */
function foundScripts(
  { pages, loadedLater = [] }: InventorySources,
  known: readonly InventoryScript[],
): readonly InventoryScript[] {
  const found = new Map<string, InventoryScript>();
  const later = { kind: 'checkout', scripts: loadedLater } as const;
  for (const { kind, scripts } of [...pages, later])
    for (const { script, hash } of scripts) {
      if (known.some((each) => each.script === script)) continue;
      const vendor = known.find((each) => isCovered(script, each.script));
      found.set(script, {
        script,
        pages: [...new Set([...(found.get(script)?.pages ?? []), kind])],
        owner: vendor?.owner ?? (script.startsWith('inline:') ? 'The shop' : new URL(script).host),
        reason: vendor?.reason ?? '',
        ...(hash !== undefined && { hash }),
        assurance: vendor === undefined ? WATCHED : `${WATCHED}. ${vendor.assurance}`,
      });
    }
  return [...found.values()];
}

/** `https://pay.google.com/*` covers every script of that origin. */
export function isCovered(script: string, pattern: string): boolean {
  return pattern === script || (pattern.endsWith('/*') && script.startsWith(pattern.slice(0, -1)));
}

/** Carries over what the merchant has written about scripts that are still there. */
export function keepReasons(before: ScriptInventory | undefined, made: ScriptInventory): ScriptInventory {
  const written = new Map(before?.scripts.map(({ script, reason }) => [script, reason]));
  return {
    ...made,
    scripts: made.scripts.map((each) => ({
      ...each,
      reason: each.reason === '' ? (written.get(each.script) ?? '') : each.reason,
    })),
  };
}
