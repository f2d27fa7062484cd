/** Where a payment stands. Whether something is still under way is a flag beside it. */
export const paymentStates = [
  'Created',
  'Authorized',
  'PartiallyCaptured',
  'Captured',
  'AuthorizationVoided',
  'CaptureVoided',
  'Settled',
  'Refunded',
  'AuthorizationVoidFailed',
  'RefundFailed',
] as const;

export type PaymentState = (typeof paymentStates)[number];

/** What can happen to a payment. */
export const paymentEvents = [
  'authorized',
  'sold',
  'incremented',
  'capturedInPart',
  'capturedInFull',
  'reduced',
  'voided',
  'voidFailed',
  'captureVoided',
  'settled',
  'refundedInPart',
  'refundedInFull',
  'refundFailed',
  'refundVoided',
] as const;

export type PaymentEvent = (typeof paymentEvents)[number];

type Row = Readonly<Record<PaymentEvent, PaymentState | undefined>>;

const held = {
  capturedInPart: 'PartiallyCaptured',
  capturedInFull: 'Captured',
  voidFailed: 'AuthorizationVoidFailed',
} as const;

const taken = {
  refundedInPart: 'Captured',
  refundedInFull: 'Refunded',
  refundFailed: 'RefundFailed',
  captureVoided: 'CaptureVoided',
  settled: 'Settled',
} as const;

/** Every state and every event. An empty cell is a step that is refused, with no call to the gateway. */
const NEXT: Readonly<Record<PaymentState, Row>> = {
  Created: row({ authorized: 'Authorized', sold: 'Captured' }),
  Authorized: row({
    ...held,
    incremented: 'Authorized',
    reduced: 'Authorized',
    voided: 'AuthorizationVoided',
  }),
  PartiallyCaptured: row({
    ...held,
    ...taken,
    refundedInPart: 'PartiallyCaptured',
    refundedInFull: 'PartiallyCaptured',
    incremented: 'PartiallyCaptured',
    reduced: 'PartiallyCaptured',
    refundVoided: 'PartiallyCaptured',
    // The rest of the hold is reversed: all that can be captured has been.
    voided: 'Captured',
  }),
  Captured: row({ ...taken, refundVoided: 'Captured' }),
  // The order may be paid for again within the same payment group.
  AuthorizationVoided: row({ authorized: 'Authorized', sold: 'Captured' }),
  CaptureVoided: row({ authorized: 'Authorized', sold: 'Captured' }),
  Settled: row({ refundedInPart: 'Settled', refundedInFull: 'Refunded', refundFailed: 'RefundFailed' }),
  Refunded: row({ refundVoided: 'Captured' }),
  AuthorizationVoidFailed: row({
    ...held,
    incremented: 'Authorized',
    reduced: 'Authorized',
    voided: 'AuthorizationVoided',
  }),
  RefundFailed: row({ ...taken, refundVoided: 'Captured' }),
};

/** The state after the event, or undefined when the event is not allowed in this state. */
export function nextState(state: PaymentState, event: PaymentEvent): PaymentState | undefined {
  return NEXT[state][event];
}

function row(allowed: Partial<Record<PaymentEvent, PaymentState>>): Row {
  return Object.fromEntries(paymentEvents.map((event) => [event, allowed[event]])) as Row;
}
