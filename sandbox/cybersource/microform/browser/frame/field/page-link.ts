/** The frame's line to the page that embeds it. Open only to pages that the capture context names. */
import { microformError, type ErrorData } from '../../microform-error.ts';
import {
  seal,
  unseal,
  type FrameMessageOf,
  type FrameCommand,
  type FrameEvent,
} from '../../frame-message.ts';

/** A line to a page whose origin has been checked. */
export interface PageLink {
  send(telegram: FrameMessageOf<FrameEvent>): void;
  onTelegram(listener: (telegram: FrameMessageOf<FrameCommand>) => void): void;
}

/**
 * Asks the embedding page to show itself and connects if it may.
 * @throws MicroformError `CAPTURE_CONTEXT_INVALID` when the page, or a page around it, is not a target origin
 */
export async function connectToPage(fieldId: string, targetOrigins: readonly string[]): Promise<PageLink> {
  const origin = await firstOriginReceived(fieldId);
  if (![origin, ...ancestorOrigins()].every((embedder) => targetOrigins.includes(embedder))) {
    throw microformError('CAPTURE_CONTEXT_INVALID', { message: 'This page is not among the targetOrigins.' });
  }
  return {
    send(telegram) {
      window.parent.postMessage(seal<FrameEvent>(fieldId, telegram), origin);
    },
    onTelegram(listener) {
      window.addEventListener('message', (message: MessageEvent<unknown>) => {
        if (message.source !== window.parent || message.origin !== origin) return;
        const telegram = unseal<FrameCommand>(fieldId, message.data);
        if (telegram) listener(telegram);
      });
    },
  };
}

/** Tells the page around the frame why there is no field. The message is public: it holds nothing secret. */
export function reportRefusal(fieldId: string, error: ErrorData): void {
  window.parent.postMessage(seal<FrameEvent>(fieldId, { event: 'error', data: error }), '*');
}

async function firstOriginReceived(fieldId: string): Promise<string> {
  return new Promise((resolve) => {
    window.addEventListener('message', function receive(message: MessageEvent<unknown>) {
      const fromParent = message.source === window.parent;
      if (!fromParent || unseal<FrameCommand>(fieldId, message.data)?.event !== 'connect') return;
      window.removeEventListener('message', receive);
      resolve(message.origin);
    });
    window.parent.postMessage(seal<FrameEvent>(fieldId, { event: 'ready', data: null }), '*');
  });
}

/** All pages around the frame, where the browser tells (Firefox does not). */
function ancestorOrigins(): string[] {
  const { ancestorOrigins: list } = window.location as { ancestorOrigins?: DOMStringList };
  return list ? Array.from(list) : [];
}
