import type { WithReasons } from '../../payments/ports/journal-result.ts';
import { toDeclineReason } from './decline-reasons.ts';
import { toRefusalReason } from './refusal-reasons.ts';

/** Adds the reasons that a journal of 1.0 lacks, from CyberSource's words in its report. Others stay as they are. */
export const withReasons: WithReasons = (result) => {
  if (result.outcome === 'declined')
    return { ...result, declineReason: result.declineReason ?? toDeclineReason(result.gateway) };
  if (result.outcome !== 'refused' || result.gateway === undefined || result.refusalReason !== undefined)
    return result;
  return { ...result, refusalReason: toRefusalReason(result.gateway.reason) };
};
