import { paymentMethods as shipped } from '../../../src/methods/methods.ts';
import type { PaymentMethod } from '../../../src/methods/method/payment-method.ts';
import { invoice } from './invoice.ts';

/** The extension's list with one line more. */
export const paymentMethods: readonly PaymentMethod[] = [...shipped, invoice];
