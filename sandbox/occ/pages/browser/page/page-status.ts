import ko from 'knockout';
import { sentenceOf } from '../http/admin-api.ts';
import { createProgress, type PageProgress } from './progress.ts';

/** What came of a step, for the person at the page. */
export interface StepMessage {
  readonly message: string;
  /** `unknown`: the outcome is not known yet, and the page goes on asking. */
  readonly kind: 'success' | 'error' | 'unknown';
}

/** What a page says at its top: what is under way, then what came of it. */
export interface PageStatus {
  readonly progress: PageProgress;
  readonly notice: ko.Observable<StepMessage | undefined>;
  /** Says what is under way until the work has ended, then what came of it. One thing at a time: while one is, it does nothing. */
  during(doing: string, work: () => Promise<StepMessage | undefined>): Promise<void>;
}

/** Nothing is under way, and nothing has happened. */
export function createPageStatus(): PageStatus {
  const progress = createProgress();
  const notice = ko.observable<StepMessage | undefined>(undefined);
  return {
    progress,
    notice,
    during: async (doing, work) => {
      if (progress.sentence() !== '') return;
      notice(undefined);
      const said = await progress.during(doing, () =>
        work().catch((problem: unknown): StepMessage => ({ message: sentenceOf(problem), kind: 'error' })),
      );
      notice(said);
    },
  };
}
