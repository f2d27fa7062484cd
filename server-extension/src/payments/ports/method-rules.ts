import type { Capability } from '../../domain/payment/capability.ts';
import type { PaymentType } from '../../domain/settings.ts';
import type { PaymentAttempt } from './payment-attempt.ts';

/** What the rules of payment know of a payment method. */
export interface MethodRules {
  readonly type: PaymentType;
  /** Its name in messages: `Google Pay`. */
  readonly name: string;
  /** What is not listed is refused before any call. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Present where no gateway is called: the method itself says how an operation ends. */
  readonly offline?: OfflineProcessing | undefined;
}

/** The rules of a method. Undefined for a payment whose method the journal does not know, as one of another program's. */
export type MethodRulesFor = (type: PaymentType | undefined) => MethodRules | undefined;

/** A payment method that no gateway is called for, as an invoice. */
export interface OfflineProcessing {
  /**
   * How an operation ends. The same for the same attempt whenever it is asked, so that an attempt whose process went away
   * is resolved by asking again.
   */
  answer(operation: OfflineOperation): OfflineAnswer;
}

/** How an operation of an offline method ends. */
export type OfflineAnswer =
  | {
      /** `pending`: taken on, and paid later, as an invoice is. OCC places the order all the same. */
      readonly outcome: 'approved' | 'pending';
      /** The method's own: 10 to 64 letters, digits, hyphens and underscores. OCC and the order management name the payment by it. */
      readonly reference: string;
    }
  | {
      readonly outcome: 'refused';
      /** One sentence with the remedy, for the order management and the log. */
      readonly problem: string;
    };

/** What an offline method is asked. */
export type OfflineOperation = Pick<
  PaymentAttempt,
  'operation' | 'captureNow' | 'amount' | 'orderId' | 'merchantTransactionId'
>;

/** @param methods the methods of the installation, each type once. */
export function methodRulesIn(methods: readonly MethodRules[]): MethodRulesFor {
  const byType = new Map(methods.map((method) => [method.type, method]));
  return (type) => (type === undefined ? undefined : byType.get(type));
}
