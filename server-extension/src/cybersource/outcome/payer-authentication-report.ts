import { present } from '../../domain/present.ts';
import type { PayerAuthenticationReport } from '../../domain/payment/result.ts';

/** The body of an answer of CyberSource's. */
type Body = Readonly<Record<string, unknown>> | undefined;

/** Tokens and challenge requests are longer than anything else in an answer. */
const VALUE_CHARACTERS_MAX = 8_192;

/** What is worth keeping of payer authentication; undefined when it was no part of the call. */
export function toPayerAuthenticationReport(body: Body): PayerAuthenticationReport | undefined {
  const [eci, veresEnrolled, paresStatus] = [
    outputOf(body, 'eciRaw') ?? outputOf(body, 'eci'),
    outputOf(body, 'veresEnrolled'),
    outputOf(body, 'paresStatus'),
  ];
  if (eci === undefined && veresEnrolled === undefined && paresStatus === undefined) return undefined;
  return present({ eci, veresEnrolled, paresStatus });
}

/** CyberSource: one output of enrolment or validation. */
export function outputOf(body: Body, name: string): string | undefined {
  const outputs = body?.['consumerAuthenticationInformation'];
  if (typeof outputs !== 'object' || outputs === null || !Object.hasOwn(outputs, name)) return undefined;
  const value = (outputs as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' && value.length <= VALUE_CHARACTERS_MAX
    ? value
    : undefined;
}
