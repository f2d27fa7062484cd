import type { DuplicateDeliveryResult } from './duplicate-delivery.ts';

/** Markdown: a column for each journal. */
export function toTwiceReport(results: readonly DuplicateDeliveryResult[]): string {
  const row = (name: string, of: (result: DuplicateDeliveryResult) => string | number): string =>
    `| ${[name, ...results.map((each) => String(of(each)))].join(' | ')} |`;
  return [
    row('Journal', ({ journal }) => journal),
    `| --- |${results.map(() => ' ---: |').join('')}`,
    row('Orders', ({ orders }) => orders),
    row('POSTs that were delivered twice', ({ posts }) => posts),
    row('… that can move money', ({ payments }) => payments),
    row('… whose caller got the answer to the copy, by HTTP status', ({ copyAnswers }) =>
      [...copyAnswers].map(([status, times]) => `${status}: ${times}`).join(', '),
    ),
    row('Orders placed', ({ placed }) => placed),
    row('… after the shopper had pressed again', ({ pressedAgain }) => pressedAgain),
    row('Captured, and reported so to its caller', ({ captured }) => captured),
    row('Refunded, and reported so to its caller', ({ refunded }) => refunded),
    row(
      '**Double**: charges, captures or refunds beyond what was asked for',
      ({ findings }) =>
        findings.doubleCharges.length + findings.overCaptures.length + findings.overRefunds.length,
    ),
    row(
      '**Lost or reported wrongly**: money without an order, an order without money, another result than that of the gateway',
      ({ findings }) => findings.lost.length,
    ),
    row('**Unknown**, or left to a person', ({ findings }) => findings.unknown.length),
    row('**The journal unlike the gateway**', ({ findings }) => findings.disagreements.length),
    row('Payment groups that held money twice for a while', ({ doubleHolds }) => doubleHolds),
    row('Time', ({ ms }) => `${Math.round(ms / 1_000)} s`),
  ].join('\n');
}
