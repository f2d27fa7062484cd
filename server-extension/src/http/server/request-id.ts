import { randomUUID } from 'node:crypto';
import { holdsCardNumber } from '../../domain/card/card-number.ts';

/**
 * The id of a request, in answers and in the log. One of many thousand UUIDs has digits that could be a card number, which the
 * log would mask: another one is drawn.
 *
 * @param draw gives a UUID
 */
export function newRequestId(draw: () => string = randomUUID): string {
  for (;;) {
    const id = draw();
    if (!holdsCardNumber(id)) return id;
  }
}
