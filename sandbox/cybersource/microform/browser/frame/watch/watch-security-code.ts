/** The security code field at work: as long as the card's brand wants it. */
import { judgeSecurityCode, USUAL_SECURITY_CODE_LENGTH } from '../field/field-rules.ts';
import type { FieldWatch } from './field-watch.ts';
import { digitsOf } from '../field/grouping.ts';
import type { FieldValue } from '../field/peers.ts';

/** Follows what is typed; the function it returns reads the code. */
export function watchSecurityCode({ input, options, peers, report }: FieldWatch): () => FieldValue {
  let length = options.maxLength ?? USUAL_SECURITY_CODE_LENGTH;

  input.addEventListener('input', () => {
    const digits = digitsOf(input.value).slice(0, length);
    if (digits !== input.value) input.value = digits;
    report(judgeSecurityCode(digits, length));
  });
  peers.on('securityCodeLength', (wanted) => {
    if (wanted === length) return;
    length = wanted;
    // What is already there may have become too short or too long.
    if (input.value !== '') report(judgeSecurityCode(input.value, length));
  });
  peers.send('hello', null);

  return () => ({
    field: 'securityCode',
    value: input.value,
    valid: judgeSecurityCode(input.value, length).valid,
  });
}
