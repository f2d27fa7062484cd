import type { SettingId } from '../settings.ts';

/** What a rule has found in one channel's settings. Names the setting, never a secret's value. */
export interface SettingFinding {
  /** The rule's name, in the doctor's list and in documentation. */
  readonly id: string;
  readonly setting: SettingId;
  /** A fault keeps payments from working; a warning is a decision to look at. */
  readonly status: 'warning' | 'fault';
  readonly problem: string;
  readonly remedy: string;
}

/** What the rules have to know beside the values. */
export interface SettingContext {
  /** Real money moves on this tenant. */
  readonly production: boolean;
  /** Whether it moves here was not said, but taken from how the extension runs. */
  readonly isProductionGuessed?: true;
  /** ISO 3166, as OCC has it for the site; null where OCC has none; absent where OCC was not asked. */
  readonly siteCountry?: string | null;
  /** Secrets that are set, but whose value is not known here. */
  readonly unreadSecrets?: ReadonlySet<string>;
}
