/** An error of ours before a call was made: certainly nothing was sent. Its cause is for the log. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';

  constructor(cause: unknown) {
    super('The request could not be composed; nothing was sent.', { cause });
  }
}
