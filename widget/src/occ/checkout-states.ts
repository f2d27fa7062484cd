/**
 * What a checkout host waits for. Each state is one bit, so that a number can name several.
 *
 * - `IDLE`: the shopper's click; no payment is under way
 * - `CHECKING`: how an earlier payment of this browser ended
 * - `COLLECTING`: the payment, from the form
 * - `SENDING`: OCC takes the order with the payment
 * - `SENT`: OCC's answer to it
 * - `CHALLENGED`: the payment again, after the form has done what the issuer wants
 */
export const IDLE = 1;
export const CHECKING = 2;
export const COLLECTING = 4;
export const SENDING = 8;
export const SENT = 16;
export const CHALLENGED = 32;

/** By so many bits an event's next state is shifted; without one the state stays. */
export const NEXT = 6;
