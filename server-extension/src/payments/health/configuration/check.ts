import type { SiteId } from '../../../domain/ids.ts';
import { Problem } from '../../../domain/problem.ts';
import type { Channel } from '../../../domain/settings.ts';

/** One thing that was looked at: fine, a decision to look at, or a fault that keeps payments from working. */
export interface ConfigurationCheck {
  /** What was looked at: `credentials`, `clock`, or the name of a rule for settings. */
  readonly id: string;
  readonly site?: string;
  readonly channel?: string;
  /** The setting or variable to put right. */
  readonly setting?: string;
  readonly status: 'ok' | 'warning' | 'fault';
  readonly problem?: string;
  readonly remedy?: string;
}

/** Whose settings are looked at. */
export interface ChannelPlace {
  readonly site: SiteId;
  readonly channel: Channel;
}

/** A problem's own words are safe to show. */
export function wordsOf(error: unknown): string {
  return error instanceof Problem ? error.message : 'It could not be looked at.';
}

/** What the work was rejected with; undefined where it was not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without a reason.');
  }
}
