import { approvedCards, authenticationCases, type Trigger, triggers } from '../../../sandbox/triggers.ts';
import type { Ports } from './ports.ts';

/** What `npm start` shows when everything is up. */
export function startText(ports: Ports, caFile: string): string {
  const shop = `http://localhost:${ports.shop}`;
  const cybersource = `http://127.0.0.1:${ports.cybersource}`;
  return [
    '',
    ...columns([
      ['Shop', shop],
      ['OMS', `${shop}/oms`],
      ['Settings', `${shop}/admin`],
      ['Journal', `${shop}/journal`],
      ['Extension', `http://127.0.0.1:${ports.extension}/ccstorex/custom/isv-payment/v2`],
      ['CyberSource sandbox', cybersource],
      ['  the same over TLS', `https://127.0.0.1:${ports.cybersourceTls} (CA file ${caFile})`],
      ['  ledger, calls, faults', `http://127.0.0.1:${ports.cybersourceControl}/control`],
      ['Apple Pay sandbox', `https://127.0.0.1:${ports.applePay} (merchant validation)`],
    ]),
    '',
    'Cards to try, with any security code and any expiry date to come:',
    ...columns(cardsToTry()),
    '',
    'Google Pay and Apple Pay open sheets of the sandbox, with cards to choose. Coupons: ALDER10, GIFT100.',
    'People: shopper@example.com / shopper, admin@example.com / admin. Faults and more triggers: docs/sandbox.md',
    'Saving a file rebuilds and restarts what it belongs to. Ctrl-C stops everything.',
    '',
  ].join('\n');
}

function cardsToTry(): readonly (readonly [string, string])[] {
  const approved = approvedCards.map(({ card, brand }) => [grouped(card), `${brand}, approved`] as const);
  const other = triggers
    .filter(isAboutTheCard)
    .map(({ when, description }) => [grouped(when.card), description] as const);
  const authenticated = authenticationCases.flatMap(({ cards: [visa], description }) =>
    visa === undefined ? [] : [[grouped(visa), `3-D Secure: ${description}`] as const],
  );
  return [...approved, ...other, ...authenticated];
}

function isAboutTheCard(trigger: Trigger): trigger is Trigger & { readonly when: { readonly card: string } } {
  return 'card' in trigger.when;
}

/** `4111 1111 1111 1111` */
function grouped(card: string): string {
  return card.replace(/(\d{4})(?=\d)/g, '$1 ');
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
