import type { TwiceResult } from './twice.ts';

/** Markdown: a column for each journal. */
export function toTwiceReport(results: readonly TwiceResult[]): string {
  const row = (name: string, of: (result: TwiceResult) => string | number): string =>
    `| ${[name, ...results.map((each) => String(of(each)))].join(' | ')} |`;
  return [
    row('Journal', ({ journal }) => journal),
    `| --- |${results.map(() => ' ---: |').join('')}`,
    row('Orders', ({ orders }) => orders),
    row('POSTs that were delivered twice', ({ posts }) => posts),
    row('… that can move money', ({ payments }) => payments),
    row('… whose caller heard the answer to the copy, by HTTP status', ({ copyAnswers }) =>
      [...copyAnswers].map(([status, times]) => `${status}: ${times}`).join(', '),
    ),
    row('Orders placed', ({ placed }) => placed),
    row('… after the shopper had pressed again', ({ pressedAgain }) => pressedAgain),
    row('Captured, and its caller told so', ({ captured }) => captured),
    row('Refunded, and its caller told so', ({ refunded }) => refunded),
    row(
      '**Double**: charges, captures or refunds beyond what was asked for',
      ({ findings }) =>
        findings.doubleCharges.length + findings.overCaptures.length + findings.overRefunds.length,
    ),
    row(
      '**Lost or told wrongly**: money without an order, an order without money, another word than the truth',
      ({ findings }) => findings.lost.length,
    ),
    row('**Unknown**, or left to a person', ({ findings }) => findings.unknown.length),
    row("**The journal's book unlike the gateway's**", ({ findings }) => findings.disagreements.length),
    row('Payment groups that held money twice for a while', ({ doubleHolds }) => doubleHolds),
    row('Time', ({ ms }) => `${Math.round(ms / 1_000)} s`),
  ].join('\n');
}
