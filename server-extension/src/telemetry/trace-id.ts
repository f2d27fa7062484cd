import { randomBytes } from 'node:crypto';
import { holdsCardNumber } from '../domain/card/card-number.ts';

/** W3C Trace Context: bytes of a trace id. */
const TRACE_ID_BYTES = 16;

/** A trace id for lines of the log. One with digits that could be a card number, which the log would mask, is drawn again. */
export function newTraceId(): string {
  for (;;) {
    const id = randomBytes(TRACE_ID_BYTES).toString('hex');
    if (!holdsCardNumber(id)) return id;
  }
}
