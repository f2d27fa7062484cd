import type { Authorize, Instrument } from '../../domain/payment/command.ts';
import { Problem } from '../../domain/problem.ts';
import type { PaymentType } from '../../domain/settings.ts';
import type { JsonObject } from '../fields/json.ts';

/** What a payment method adds to CyberSource's requests, in CyberSource's words. */
export interface MethodRequest {
  /** CyberSource: `processingInformation.paymentSolution`; absent for cards. */
  readonly paymentSolution?: string;
  /** CyberSource: `processingInformation.commerceIndicator` of a payment that the shopper makes in the shop; CyberSource takes `internet` where it is absent. */
  readonly commerceIndicator?: string;
  /**
   * The sections that say what is paid with.
   *
   * @throws RangeError for an instrument that is not the method's.
   */
  paysWith(instrument: Instrument, isBrandChosen?: true): JsonObject;
}

/** A payment method as CyberSource's requests know it. One that is processed offline has no request. */
export interface RequestedMethod {
  readonly type: PaymentType;
  readonly request?: MethodRequest | undefined;
}

/** @throws Problem `not-configured` for a method that this installation does not have, or that is never sent. */
export type RequireMethodRequest = (type: Authorize['paymentType']) => MethodRequest;

/** @param methods the methods of the installation, each type once. */
export function methodRequestsIn(methods: readonly RequestedMethod[]): RequireMethodRequest {
  const byType = new Map(methods.map(({ type, request }) => [type, request]));
  return (type) => {
    const request = byType.get(type);
    if (request !== undefined) return request;
    throw new Problem(
      'not-configured',
      `The payment type ${type} has no request to CyberSource: add its method to server-extension/src/methods/methods.ts.`,
    );
  };
}
