/** How notifications are sent: faithfully, or in the ways in which they can go wrong. */

/** Set over the control API; percentages of all notifications. */
export interface DeliveryMode {
  /** Sent a second time, with the same identifiers. */
  readonly duplicatePercent: number;
  /** Never sent. */
  readonly dropPercent: number;
  /** Each one waits for up to so many milliseconds, drawn by chance: they arrive in another order. */
  readonly shuffleMs: number;
  /** Each one waits for so long, in milliseconds. */
  readonly delayMs: number;
  /** Nothing is sent until this is false again. */
  readonly isPaused: boolean;
  /** What a minute of retry policies lasts, in milliseconds. */
  readonly minuteMs: number;
  /** `payload` is an object (CyberSource's guide), or a list with one entry (what plugins read). */
  readonly payloadShape: 'object' | 'array';
  /** What the signature covers: the member `payload`, the whole text before it is encrypted, or the body as it is sent. */
  readonly signs: 'payload' | 'message' | 'body';
  /** A new or changed URL waits for a reviewer. */
  readonly reviewsUrls: boolean;
}

/** As CyberSource documents it. */
export const FAITHFUL: DeliveryMode = {
  duplicatePercent: 0,
  dropPercent: 0,
  shuffleMs: 0,
  delayMs: 0,
  isPaused: false,
  minuteMs: 60_000,
  payloadShape: 'object',
  signs: 'payload',
  reviewsUrls: false,
};
