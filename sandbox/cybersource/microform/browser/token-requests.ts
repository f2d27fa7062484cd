/** Tokens that a field was asked for and has not answered yet. */
import { microformError, MicroformFailure } from './microform-error.ts';
import type { FrameMessageOf, FrameEvent } from './frame-message.ts';

// The frame gives up on the network after 30 s; this is for a frame that has gone.
const PATIENCE_MS = 40_000;

/** Answer to a request, from the frame. */
export type FrameTokenMessage = Extract<FrameMessageOf<FrameEvent>, { event: 'token' | 'tokenError' }>;

/** Requests under way. */
export interface TokenRequests {
  /** Waits for the answer to a request. Rejects with a MicroformError. */
  answerTo(requestId: string): Promise<string>;
  settle(answer: FrameTokenMessage): void;
  /** The frame is gone: no more responses will come. */
  abandon(): void;
}

/** No requests yet. */
export function createTokenRequests(): TokenRequests {
  const pending = new Map<
    string,
    { resolve: (token: string) => void; reject: (error: MicroformFailure) => void }
  >();

  return {
    answerTo: (requestId) =>
      new Promise<string>((resolve, reject) => {
        pending.set(requestId, { resolve, reject });
        setTimeout(() => {
          pending.delete(requestId);
          reject(microformError('CREATE_TOKEN_TIMEOUT'));
        }, PATIENCE_MS);
      }),
    settle(answer) {
      const request = pending.get(answer.data.requestId);
      pending.delete(answer.data.requestId);
      if (answer.event === 'token') request?.resolve(answer.data.token);
      else request?.reject(new MicroformFailure(answer.data.error));
    },
    abandon() {
      for (const { reject } of pending.values()) reject(microformError('CREATE_TOKEN_UNABLE_TO_START'));
      pending.clear();
    },
  };
}
