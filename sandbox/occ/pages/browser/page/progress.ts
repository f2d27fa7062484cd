import ko from 'knockout';

/** How often a screen reader announces that it still goes on. */
const SPOKEN_EVERY_SECONDS = 10;

/** What the page waits for: one thing at a time. */
export interface PageProgress {
  /** What is under way; empty when nothing is. */
  readonly sentence: ko.Observable<string>;
  /** Whole seconds since it began. */
  readonly seconds: ko.Observable<number>;
  /** For a live region: the sentence, and every ten seconds how long it has taken. */
  readonly spoken: ko.Observable<string>;
  /** Shows the sentence as long as the work takes, however it ends. */
  during<Result>(sentence: string, work: () => Promise<Result>): Promise<Result>;
}

/** Nothing is under way. */
export function createProgress(): PageProgress {
  const progress: PageProgress = {
    sentence: ko.observable(''),
    seconds: ko.observable(0),
    spoken: ko.observable(''),
    during: async (sentence, work) => {
      const startedAt = Date.now();
      progress.seconds(0);
      progress.sentence(sentence);
      progress.spoken(sentence);
      const timer = setInterval(() => {
        const seconds = Math.floor((Date.now() - startedAt) / 1000);
        progress.seconds(seconds);
        if (seconds > 0 && seconds % SPOKEN_EVERY_SECONDS === 0)
          progress.spoken(`${sentence} ${seconds} seconds so far.`);
      }, 1000);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        progress.sentence('');
        progress.spoken('');
      }
    },
  };
  return progress;
}
