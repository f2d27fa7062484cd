/**
 * The checkout host as a state machine. Each event is the states in which it counts and, in the bits above them, the next
 * state. In every other state it changes nothing. Numbers, since these lines are part of what every card payment loads.
 */
import { CHALLENGED, CHECKING, COLLECTING, IDLE, NEXT, SENDING, SENT } from './checkout-states.ts';

const PAYING = CHECKING | COLLECTING | SENDING | SENT | CHALLENGED;

/** OCC validates the order. */
export const validated = IDLE;
/** The shopper places the order. */
export const placed = IDLE | (CHECKING << NEXT);
/** No earlier payment stands in the way. */
export const freed = CHECKING | (COLLECTING << NEXT);
/** An earlier payment may have paid, or another tab pays. */
export const blocked = CHECKING | COLLECTING | CHALLENGED | (IDLE << NEXT);
/** The form has the payment. */
export const collected = COLLECTING | CHALLENGED | (SENDING << NEXT);
/** OCC has taken the order. */
export const handedOver = SENDING | (SENT << NEXT);
/** The form has no payment, or OCC does not take the order: nothing was sent. */
export const unsent = COLLECTING | SENDING | CHALLENGED | (IDLE << NEXT);
/** OCC answers that the issuer wants something of the shopper. */
export const challenged = PAYING | (CHALLENGED << NEXT);
/** OCC refuses the order, or its answer is lost: whether it was placed is asked. */
export const unanswered = PAYING;
/** OCC has the last word: the order is placed, or failed. */
export const ended = PAYING | (IDLE << NEXT);
/** The form's page goes before its payment is sent. */
export const abandoned = CHECKING | COLLECTING | (IDLE << NEXT);
/** The form's page goes. */
export const left = IDLE | PAYING | (IDLE << NEXT);
