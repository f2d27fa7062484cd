/** The number field at work: grouping, judging, telling the security code how long it is. */
import { cutToBrand, judgeNumber, securityCodeLength } from '../field/field-rules.ts';
import { digitsOf } from '../field/grouping.ts';
import { skipGap, writeGrouped } from '../field/input-element.ts';
import type { FieldWatch } from './field-watch.ts';
import type { FieldValue } from '../field/peers.ts';

/** Follows what is typed; the function it returns reads the number. */
export function watchNumber({ input, options, context, peers, report }: FieldWatch): () => FieldValue {
  const networks = context.allowedCardNetworks;

  function readDigits(): string {
    return cutToBrand(digitsOf(input.value), networks);
  }

  function announceLength(): void {
    const { card } = judgeNumber(readDigits(), networks);
    peers.send('securityCodeLength', securityCodeLength(card));
  }

  input.addEventListener('keydown', ({ key }) => {
    skipGap(input, key);
  });
  input.addEventListener('input', () => {
    const digits = readDigits();
    const state = judgeNumber(digits, networks);
    writeGrouped(input, digits, options.autoformat === false ? [] : state.card);
    announceLength();
    report(state);
  });
  peers.on('hello', announceLength);

  return () => {
    const value = readDigits();
    return { field: 'number', value, valid: judgeNumber(value, networks).valid };
  };
}
