import type { Warning } from '../../domain/payment/result.ts';
import { type CyberSourceResponse, textAt, toSavedCard } from './answer.ts';
import type { RequestIntent } from './request-intent.ts';

/** CyberSource: AVS codes which say that street, postal code or name are not the cardholder's. */
const ADDRESS_DIFFERS = new Set(['A', 'C', 'F', 'K', 'L', 'N', 'O', 'T', 'W', 'Z']);

/** CyberSource: CVN codes: no match, suspicious to the issuer, failed the processor's check. */
const SECURITY_CODE_DIFFERS = new Set(['N', 'D', 'I']);

/** What went wrong beside a payment that went well. */
export function toWarnings(intent: RequestIntent, answer: CyberSourceResponse): readonly Warning[] {
  if (intent.type !== 'authorize') return [];
  const avs = textAt(answer, 'processorInformation', 'avs', 'code');
  const cvn = textAt(answer, 'processorInformation', 'cardVerification', 'resultCode');
  const { instrument } = intent;
  const wasToBeSaved = instrument?.kind === 'transient-token' && instrument.save;
  const warnings: (Warning | false)[] = [
    avs !== undefined && ADDRESS_DIFFERS.has(avs) && 'address-not-matched',
    cvn !== undefined && SECURITY_CODE_DIFFERS.has(cvn) && 'security-code-not-matched',
    wasToBeSaved && !wasSaved(answer) && 'card-not-saved',
  ];
  return warnings.filter((warning) => warning !== false);
}

/** CyberSource: `embeddedActions.TOKEN_CREATE`, where the account gives it, and the ids of what was made. */
function wasSaved(answer: CyberSourceResponse): boolean {
  const status = textAt(answer, 'embeddedActions', 'TOKEN_CREATE', 'status');
  return (status === undefined || status === 'SUCCESS') && toSavedCard(answer) !== undefined;
}
