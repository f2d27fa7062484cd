/** What frames tell the page. Messages come from anywhere, so each is checked by origin, by window and by shape. */
import { dig } from '../values/dig.ts';

/** A message event, as much of it as is looked at. */
export interface FrameMessage {
  readonly origin: string;
  readonly source: unknown;
  readonly data: unknown;
}

/** Whether a message is from the page that was opened in this frame, and not from another window or origin. */
export function isFrom({ origin, source }: FrameMessage, frame: unknown, address: string): boolean {
  return source === frame && origin === new URL(address).origin;
}

/** CyberSource: payer authentication, the end of device data collection. */
export function isProfileCompleted({ data }: FrameMessage): boolean {
  if (typeof data !== 'string' || data.length > MOST_CHARACTERS) return false;
  try {
    return dig(JSON.parse(data), ['MessageType']) === 'profile.completed';
  } catch {
    return false;
  }
}

/** The id that our return page passes on when the challenge is over; undefined for any other message. */
export function toTransactionId({ data }: FrameMessage): string | undefined {
  const id = dig(data, ['message']);
  const isOurs = dig(data, ['messageType']) === 'transactionValidation';
  return isOurs && typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

const MOST_CHARACTERS = 10_000;
