/** An error of ours before a call was made: certainly nothing was sent. Its cause is for the log. */
export class NothingSentError extends Error {
  override readonly name = 'NothingSentError';

  constructor(cause: unknown) {
    super('The request could not be composed; nothing was sent.', { cause });
  }
}
