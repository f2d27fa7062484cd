/** Ids with the shapes that CyberSource's answers carry. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The makers of every id in an answer. */
export interface Ids {
  /** 22 digits that begin with the time, as in `6750124114786780104953`; never the same twice. */
  readonly transaction: () => string;
  /** 16 letters and digits, as in `78243988SD9YL291`. */
  readonly reconciliation: () => string;
  readonly correlation: () => string;
  /** 32 upper-case hexadecimal digits: customers, payment instruments, addresses. */
  readonly token: () => string;
  /** 19 digits that keep a card's last four, as in `7010000000016241111`, and never pass for a card number. */
  readonly instrumentIdentifier: (cardNumber: string) => string;
}

/** Makes ids that are unique within this process. */
export function createIds(now: () => Date): Ids {
  let sequence = randomInt(100_000);
  return {
    transaction: () => {
      sequence = (sequence + 1) % 1_000_000;
      return `${String(now().getTime()).slice(1, 13)}${String(sequence).padStart(6, '0')}4951`;
    },
    reconciliation: () => `${digits(8)}${letters(6)}${digits(2)}`,
    correlation: randomUUID,
    token: () => randomBytes(16).toString('hex').toUpperCase(),
    instrumentIdentifier: (cardNumber) => {
      const candidate = `70100${digits(10)}${cardNumber.slice(-4)}`;
      return passesLuhn(candidate) ? `70300${candidate.slice(5)}` : candidate;
    },
  };
}

/** Whether a run of digits has a card number's check digit. */
export function passesLuhn(number: string): boolean {
  const sum = Array.from(number)
    .reverse()
    .reduce((total, character, index) => {
      const digit = Number(character) * (index % 2 === 1 ? 2 : 1);
      return total + (digit > 9 ? digit - 9 : digit);
    }, 0);
  return sum % 10 === 0;
}

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
const letters = (count: number): string =>
  Array.from({ length: count }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(randomInt(26))).join('');
