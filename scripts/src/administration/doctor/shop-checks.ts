import * as z from 'zod';
import {
  type EffectiveValues,
  effectiveValues,
} from '../../../../gateway-settings/rules/effective-values.ts';
import { COMMAND_PROBLEMS } from '../../commands/frame/command-problems.ts';
import { RECORD_VARIABLE } from '../deployment/record.ts';
import { askAddress } from '../tenant/extension-client.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

/** What belongs to OCC and the shop's own address: installed parts, payment types, Apple's domain file. */
export async function shopChecks(task: DoctorTask): Promise<readonly DoctorFinding[]> {
  return [...partChecks(task), ...(await paymentTypeChecks(task)), ...(await appleDomainChecks(task))];
}

function partChecks({ state, settings }: DoctorTask): readonly DoctorFinding[] {
  if (settings === undefined) {
    return [
      {
        id: 'gateway',
        setting: 'payment gateway',
        status: 'fault',
        problem: 'The payment gateway is not installed on this tenant.',
        remedy: 'occ-cybersource deploy installs it.',
      },
    ];
  }
  if (state.recordProblem !== undefined) {
    const { message, details, code } = state.recordProblem;
    return [
      {
        id: 'deployment',
        setting: RECORD_VARIABLE,
        status: 'fault',
        problem: [message, ...details].join(' '),
        remedy: COMMAND_PROBLEMS[code].remedy.replaceAll('`', ''),
      },
    ];
  }
  if (state.record?.complete === false) {
    return [
      {
        id: 'deployment',
        status: 'fault',
        problem: 'A deployment was interrupted, or is under way.',
        remedy: 'Run occ-cybersource deploy again: it finishes.',
      },
    ];
  }
  return [{ id: 'gateway', status: 'ok' }];
}

const types = z.looseObject({ items: z.array(z.looseObject({ type: z.string().optional() })).optional() });

/** What OCC's page of payment types calls them, by the type that a webhook arrives as. */
const TICKED_AS = {
  card: { name: 'Cards', tick: 'Credit Card and its brands' },
  generic: { name: 'Wallets (generic payments)', tick: 'the generic payment' },
} as const;

/** A type that OCC has and that is not ticked, though a channel of the site offers it. */
async function paymentTypeChecks({ occ, settings }: DoctorTask): Promise<readonly DoctorFinding[]> {
  const checks: DoctorFinding[] = [];
  for (const { id: site } of settings?.sites ?? []) {
    const read = async (query: string): Promise<ReadonlySet<string>> => {
      const { items = [] } = await occ.read(`/ccadmin/v1/merchant/paymentTypes${query}`, types, { site });
      return new Set(items.flatMap(({ type }) => type ?? []));
    };
    const [known, ticked] = [await read(''), await read('?enabledOnly=true')];
    const offered = new Set(
      settings?.channels
        .filter((channel) => channel.site === site)
        .flatMap(({ values }) => offeredTypes(effectiveValues(values))),
    );
    const missing = (['card', 'generic'] as const).filter(
      (type) => offered.has(type) && known.has(type) && !ticked.has(type),
    );
    if (missing.length === 0) checks.push({ id: 'payment-types', site, status: 'ok' });
    for (const type of missing)
      checks.push({
        id: 'payment-types',
        site,
        setting: 'Payment Types',
        status: 'fault',
        problem: `${TICKED_AS[type].name} are offered, and are not among the payment types of this site: OCC takes no order that is paid so.`,
        remedy: `Settings > Payment Processing > Payment Types: tick ${TICKED_AS[type].tick}, then publish.`,
      });
  }
  return checks;
}

function offeredTypes(values: EffectiveValues): readonly ('card' | 'generic')[] {
  const taken = values.choices('paymentMethodTypes');
  const wanted = values.choices('paymentOptions').map((option) => (option === 'card' ? 'card' : 'generic'));
  return wanted.filter((type) => taken.includes(type));
}

/** Apple: domain verification, the file's place on the registered domain. */
export const APPLE_DOMAIN_FILE = '/.well-known/apple-developer-merchantid-domain-association';

async function appleDomainChecks({ settings, tenant }: DoctorTask): Promise<readonly DoctorFinding[]> {
  const checks: DoctorFinding[] = [];
  for (const { site, channel, values } of settings?.channels ?? []) {
    const effective = effectiveValues(values);
    const isOffered =
      effective.choices('paymentMethodTypes').includes('generic') &&
      effective.choices('paymentOptions').includes('applepay');
    if (channel !== 'storefront' || !isOffered) continue;
    const own = settings?.sites.find(({ id }) => id === site)?.productionUrl;
    checks.push(
      await appleDomainCheck(
        site,
        effective.text('applePayInitiativeContext'),
        own ?? tenant.storeUrl,
        tenant.name,
      ),
    );
  }
  return checks;
}

async function appleDomainCheck(
  site: string,
  domain: string,
  siteUrl: string,
  tenant: string,
): Promise<DoctorFinding> {
  const about = { id: 'apple-pay-domain', site, channel: 'storefront' };
  const origin = originOf(siteUrl);
  const host = new URL(origin).hostname;
  if (domain !== '' && domain !== host) {
    return {
      ...about,
      setting: 'applePayInitiativeContext',
      status: 'fault',
      problem: `applePayInitiativeContext is ${domain}, and this site is at ${host}: Apple refuses its pages.`,
      remedy: `Enter ${host}, registered with Apple for this merchant, or leave it empty.`,
    };
  }
  const answer = await askAddress(`${origin}${APPLE_DOMAIN_FILE}`, tenant).catch(() => undefined);
  if (answer?.status === 200) return { ...about, status: 'ok' };
  return {
    ...about,
    setting: 'apple-developer-merchantid-domain-association',
    status: 'warning',
    problem: `Apple’s domain file is not at ${origin}${APPLE_DOMAIN_FILE}: Apple cannot verify the domain.`,
    remedy:
      'Download it from Apple Developer (Merchant IDs, Merchant Domains) and have it served at that address, without a redirect.',
  };
}

function originOf(address: string): string {
  return new URL(/^https?:\/\//i.test(address) ? address : `https://${address}`).origin;
}
