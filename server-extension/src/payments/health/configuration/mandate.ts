import type { GatewayAccount, GatewaySettings } from '../../../domain/settings.ts';
import { keyFileFault, SIGNING_RULES } from './account.ts';
import { type ChannelPlace, type ConfigurationCheck, wordsOf } from './check.ts';

/** CyberSource: from this day requests are signed with JSON Web Tokens and encrypted (introduction to REST, security). */
export const MANDATE_DAY = '2027-03-01';

/** What the mandate wants of a channel's settings, by setting. */
export const MANDATED_VALUES = { authenticationType: 'JWT', messageEncryptionEnabled: 'Yes' } as const;

/** What became of a call that was signed and encrypted as the mandate wants. */
export type MandateRehearsal =
  | { readonly accepted: true; readonly answerWasEncrypted: boolean }
  /** CyberSource could not read it, or not encrypt for the merchant. */
  | { readonly accepted: false; readonly setting: string; readonly problem: string };

export interface MandateCheckDeps {
  /** The settings as they would be with {@link MANDATED_VALUES}. Rejects with the Problem that keeps them from being used. */
  readonly mandatedSettings: (place: ChannelPlace) => Promise<GatewaySettings>;
  /** What the rules find in them. */
  readonly findMandatedProblems: (
    place: ChannelPlace,
  ) => Promise<
    readonly Required<Pick<ConfigurationCheck, 'id' | 'setting' | 'status' | 'problem' | 'remedy'>>[]
  >;
  /** One payment that no card is named in, so that nothing can be held. Rejects with a Problem where it is not accepted. */
  readonly rehearseMandate: (account: GatewayAccount, deadlineMs: number) => Promise<MandateRehearsal>;
  readonly deadlineMs: number;
}

const BEFORE = `Before ${MANDATE_DAY}: `;

/**
 * Rehearses the mandate with the merchant's own keys: a call is signed with a JSON Web Token and encrypted, and its answer is
 * opened. Tells what is to be done before the day, or that nothing is.
 *
 * @param today the account as it is set now
 */
export async function checkMandate(
  place: ChannelPlace,
  today: GatewayAccount | undefined,
  asOf: string,
  deps: MandateCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  const about = { ...place, id: 'mandate' };
  const inTheWay = (await deps.findMandatedProblems(place)).filter(
    ({ id, status }) => status === 'fault' && SIGNING_RULES.has(id),
  );
  if (inTheWay.length > 0)
    return inTheWay.map(({ setting, problem, remedy }) => ({
      ...about,
      setting,
      status: 'fault',
      problem: `On ${asOf} requests have to be signed with JSON Web Tokens and encrypted. ${problem}`,
      remedy: BEFORE + remedy,
    }));
  let rehearsal: MandateRehearsal;
  try {
    const { account } = await deps.mandatedSettings(place);
    rehearsal = await deps.rehearseMandate(account, deps.deadlineMs);
  } catch (error) {
    const { setting = 'keyFileName' } = keyFileFault(place, error);
    return [
      {
        ...about,
        setting,
        status: 'fault',
        problem: `A call as CyberSource wants it from ${MANDATE_DAY} was tried and did not succeed. ${wordsOf(error)}`,
        remedy: `${BEFORE}correct ${setting}, and run doctor --as-of ${asOf} again.`,
      },
    ];
  }
  if (!rehearsal.accepted) {
    const { setting, problem } = rehearsal;
    return [{ ...about, setting, status: 'fault', problem, remedy: REMEDIES[setting] ?? BEFORE }];
  }
  return [...notSetYet(about, today, asOf), ...(rehearsal.answerWasEncrypted ? [] : [plainAnswers(about)])];
}

const REMEDIES: Readonly<Record<string, string>> = {
  messageEncryptionCertificate: `${BEFORE}download CyberSource’s certificate for encryption anew from Business Center (Key Management, Message-Level Encryption), put it into server-extension/certs, name it in messageEncryptionCertificate, and deploy.`,
  keyFileName: `${BEFORE}make a REST – Certificate key for this merchant in Business Center, put it into server-extension/certs, name it in keyFileName with keyPass, and deploy.`,
};

type About = ChannelPlace & Pick<ConfigurationCheck, 'id'>;

/** The keys would do; the settings do not use them yet. */
function notSetYet(
  about: About,
  today: GatewayAccount | undefined,
  asOf: string,
): readonly ConfigurationCheck[] {
  const missing = [
    ...(today === undefined || today.credential.kind === 'http-signature' ? ['authenticationType'] : []),
    ...(today?.messageEncryption === true ? [] : ['messageEncryptionEnabled']),
  ] as (keyof typeof MANDATED_VALUES)[];
  if (missing.length === 0) return [{ ...about, status: 'ok' }];
  return missing.map((setting) => ({
    ...about,
    setting,
    status: 'fault',
    problem: `On ${asOf} CyberSource refuses every payment of this channel: ${WHY[setting]}. Tried today with these keys, it works.`,
    remedy: `${BEFORE}set ${setting} to ${MANDATED_VALUES[setting]}. Nothing else has to change.`,
  }));
}

const WHY: Readonly<Record<keyof typeof MANDATED_VALUES, string>> = {
  authenticationType: 'requests are signed with HTTP Signature',
  messageEncryptionEnabled: 'requests are not encrypted (MLE)',
};

function plainAnswers(about: About): ConfigurationCheck {
  return {
    ...about,
    setting: 'keyFileName',
    status: 'warning',
    problem: 'Requests are encrypted, answers are not: there is no key of the merchant’s for them.',
    remedy: REMEDIES['keyFileName'] ?? BEFORE,
  };
}
