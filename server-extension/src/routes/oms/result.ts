import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { Warning } from '../../domain/payment/result.ts';
import { reportOf } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import { errorEntry } from '../../http/error-body.ts';
import { gatewayWords } from '../../occ/response/decline-texts.ts';

/** How an operation ended: `pending` waits for a person's decision, `planned` was a dry run. */
export const resultStates = ['completed', 'pending', 'failed', 'planned'] as const;

const warnings = {
  'address-not-matched': 'The billing address is not the one that the issuer has; the payment was accepted.',
  'security-code-not-matched': 'The security code is not the card’s; the payment was accepted.',
  'card-not-saved': 'The payment was made, but the card could not be saved.',
} as const satisfies Readonly<Record<Warning, string>>;

const warningCodes = Object.keys(warnings) as [Warning, ...Warning[]];

/** What every operation answers, beside fields of its own. */
export const operationResult = lazy(() =>
  z
    .strictObject({
      state: z.enum(resultStates).meta({
        description:
          '`completed`: carried out, the money moves with the next settlement; `pending`: a person has to decide first; `failed`: ' +
          '`errors` says why, no money moved; `planned`: a dry run, nothing was sent',
      }),
      errors: z.array(errorEntry()).meta({ description: 'Why it failed; empty otherwise' }),
      warnings: z
        .array(z.strictObject({ code: z.enum(warningCodes), message: z.string() }))
        .meta({ description: 'What went wrong beside an operation that went well' }),
      customAttributes: z.record(z.string(), z.string()).meta({
        description:
          'What CyberSource said: `gatewayStatus`, `approvalCode`, `networkTransactionId` and so on',
      }),
    })
    .meta({ id: 'OperationResult' }),
);

/** See {@link operationResult}. */
export type OperationResult = Shape<typeof operationResult>;

/** The result of an operation whose outcome is known. */
export function toOperationResult(result: PaymentResult): OperationResult {
  const { state, errors } = endOf(result);
  return {
    state,
    errors: [...errors],
    warnings: 'warnings' in result ? result.warnings.map(toWarning) : [],
    customAttributes: customAttributesOf(result),
  };
}

/** The result of a dry run. */
export const plannedResult: OperationResult = {
  state: 'planned',
  errors: [],
  warnings: [],
  customAttributes: {},
};

function toWarning(code: Warning): OperationResult['warnings'][number] {
  return { code, message: warnings[code] };
}

function endOf(result: PaymentResult): Pick<OperationResult, 'state' | 'errors'> {
  const failed = (code: string): Pick<OperationResult, 'state' | 'errors'> => ({
    state: 'failed',
    errors: [{ code, message: gatewayWords(result) }],
  });
  switch (result.outcome) {
    case 'approved':
      return { state: 'completed', errors: [] };
    case 'pending':
      return { state: result.because === 'review' ? 'pending' : 'completed', errors: [] };
    case 'declined':
      return failed(result.declineReason);
    case 'refused':
      return failed(result.refusalReason ?? 'refused');
    case 'challenge':
    case 'not-sent':
    case 'unknown':
      return failed(result.outcome);
  }
}

function customAttributesOf(result: PaymentResult): Readonly<Record<string, string>> {
  const report = reportOf(result);
  if (report === undefined) return {};
  return present({
    gatewayStatus: report.status,
    gatewayReason: report.reason,
    approvalCode: report.approvalCode,
    avsCode: report.avsCode,
    cvnCode: report.cvnCode,
    cardType: report.cardType,
    networkTransactionId: report.networkTransactionId,
    reconciliationId: report.reconciliationId,
    correlationId: report.correlationId,
  });
}
