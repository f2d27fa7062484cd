import { dayIn } from '../../domain/time/calendar-day.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { isWithin, type TimeWindow } from '../../domain/time/time-window.ts';
import {
  mergeDecisions,
  type ReviewDecision,
  type ReviewDecisions,
} from '../../payments/review/review-decisions.ts';
import type { ClientFor } from '../client/client.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';
import type { Download, TransportResult } from '../client/transport.ts';
import { accessProblem } from '../outcome/access.ts';
import { parseConversionDetails } from './conversion-details.ts';
import { asProblem, readable } from './report-error.ts';
import { createReportReader, type ReportReader } from './report-reader.ts';

/** An answer longer than one page of memory is asked for in two halves; shorter windows are not halved again. */
const WINDOW_MIN_MS = 60_000;

/** Reads reviewers' decisions from CyberSource's reporting API. */
export function createReviewDecisions(clientFor: ClientFor): ReviewDecisions {
  async function ask(
    settings: GatewaySettings,
    deadlineMs: number,
    compose: (operations: Operations) => ComposedCall,
    download?: Download,
  ): Promise<TransportResult> {
    return clientFor(settings.account).send(compose, deadlineMs, download);
  }

  /** @param leftMs milliseconds that are left for all halves together */
  async function within(
    { from, to }: TimeWindow,
    settings: GatewaySettings,
    leftMs: () => number,
  ): Promise<readonly ReviewDecision[]> {
    // Answers state whole seconds: a window within a second would lose what was decided in it.
    const window = { from: wholeSecond(from), to: wholeSecond(to) };
    if (window.from >= window.to) return [];
    const reply = await ask(settings, leftMs(), (operations) =>
      operations.conversionDetails(window.from.toISOString(), window.to.toISOString()),
    );
    const middle = new Date((window.from.getTime() + window.to.getTime()) / 2);
    if (isTooLarge(reply) && middle.getTime() - window.from.getTime() >= WINDOW_MIN_MS) {
      const first = await within({ from: window.from, to: middle }, settings, leftMs);
      return [...first, ...(await within({ from: middle, to: window.to }, settings, leftMs))];
    }
    if (reply.kind === 'answered' && reply.status === 404) return [];
    if (reply.kind !== 'answered' || reply.status !== 200) throw unusable('conversion details', reply);
    const decisions = readable(() => parseConversionDetails(reply.text));
    // CyberSource does not say whether the end of a window belongs to it: here it does not, so that windows can follow each other.
    return mergeDecisions(
      decisions.filter(({ decidedAt }) => decidedAt === undefined || isWithin(decidedAt, window)),
    );
  }

  return {
    async decide(ref, decision, comments, settings, deadlineMs) {
      const reply = await ask(settings, deadlineMs, (operations) =>
        operations.decideCase(ref, { decisionInformation: { decision, comments } }),
      );
      if (reply.kind !== 'answered') return 'unknown';
      if (reply.status === 200 || reply.status === 201) return 'decided';
      return reply.status === 400 || reply.status === 404 ? 'refused' : 'unknown';
    },

    within: (window, settings, deadlineMs) => {
      const endsAt = performance.now() + deadlineMs;
      return within(window, settings, () => Math.floor(endsAt - performance.now()));
    },

    async report(date, settings, deadlineMs) {
      let reader: ReportReader | undefined;
      const reply = await ask(
        settings,
        deadlineMs,
        (operations) => operations.downloadReport(date, settings.dailyReportName),
        {
          begin: (contentType) => {
            reader = createReportReader(/charset="?([\w-]+)/i.exec(contentType ?? '')?.[1]);
          },
          write: (chunk) => reader?.write(chunk),
        },
      );
      if (reply.kind === 'answered' && reply.status === 404) return undefined;
      if (reply.kind !== 'answered' || reply.status !== 200 || reader === undefined)
        throw unusable(`report ${settings.dailyReportName} of ${date}`, reply);
      const { decisions, start, end } = await reader.end().catch(asProblem);
      // Classic reports cover a day in GMT.
      const day = dayIn(date, 'UTC');
      return { covers: { from: start ?? day.from, to: end ?? day.to }, decisions };
    },
  };
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);

const isTooLarge = (reply: TransportResult): boolean =>
  reply.kind === 'silent' && reply.cause.startsWith('an answer larger');

function unusable(what: string, reply: TransportResult): Problem {
  if (reply.kind === 'silent')
    return new Problem('gateway-failure', `CyberSource's ${what} could not be read: ${reply.cause}`);
  if (reply.status === 400)
    return new Problem(
      'unprocessable',
      `CyberSource refused the ${what}: the dates are probably too old for it.`,
    );
  return new Problem(
    'gateway-failure',
    `CyberSource's ${what} could not be read. ${accessProblem(reply.status)}.`,
  );
}
