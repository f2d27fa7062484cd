import type { PayerAuthenticationReport } from '../../domain/result.ts';
import type { Answer } from '../outcome/answer.ts';

/** Tokens and challenge requests are longer than anything else in an answer. */
const LONG = 8_192;

/** What is worth keeping of payer authentication; undefined when it was no part of the call. */
export function toPayerAuthenticationReport(answer: Answer): PayerAuthenticationReport | undefined {
  const [eci, veresEnrolled, paresStatus] = [
    outputOf(answer, 'eciRaw') ?? outputOf(answer, 'eci'),
    outputOf(answer, 'veresEnrolled'),
    outputOf(answer, 'paresStatus'),
  ];
  if (eci === undefined && veresEnrolled === undefined && paresStatus === undefined) return undefined;
  return {
    ...(eci !== undefined && { eci }),
    ...(veresEnrolled !== undefined && { veresEnrolled }),
    ...(paresStatus !== undefined && { paresStatus }),
  };
}

/** CyberSource: one output of enrolment or validation. */
export function outputOf({ body }: Answer, name: string): string | undefined {
  const outputs = body?.['consumerAuthenticationInformation'];
  if (typeof outputs !== 'object' || outputs === null || !Object.hasOwn(outputs, name)) return undefined;
  const value = (outputs as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' && value.length <= LONG ? value : undefined;
}
