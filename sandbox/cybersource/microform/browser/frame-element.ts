/** A card frame, seen from the page. */
import {
  seal,
  unseal,
  type FrameSettings,
  type FrameMessageOf,
  type FrameCommand,
  type FrameEvent,
} from './frame-message.ts';

const FRAME_TITLES = {
  number: 'Secure card number field',
  securityCode: 'Secure card security code field',
} as const;

/** A frame that stands in the page. */
export interface FrameElement {
  send(telegram: FrameMessageOf<FrameCommand>): void;
  remove(): void;
}

/** Puts a frame of the microform's origin into an element and passes on what it says. */
export function insertFrame(
  parent: HTMLElement,
  origin: string,
  settings: FrameSettings,
  onTelegram: (telegram: FrameMessageOf<FrameEvent>) => void,
): FrameElement {
  const iframe = document.createElement('iframe');
  iframe.title = FRAME_TITLES[settings.fieldType];
  iframe.style.cssText = 'border: 0; width: 100%; height: 100%; display: block; color-scheme: auto';
  iframe.src = `${origin}/microform/bundle/v2.0/iframe.html#${encodeURIComponent(JSON.stringify(settings))}`;

  function receive({ origin: from, source, data }: MessageEvent<unknown>): void {
    if (from !== origin || source !== iframe.contentWindow) return;
    const telegram = unseal<FrameEvent>(settings.fieldId, data);
    if (telegram) onTelegram(telegram);
  }

  window.addEventListener('message', receive);
  parent.appendChild(iframe);

  return {
    send(telegram) {
      iframe.contentWindow?.postMessage(seal<FrameCommand>(settings.fieldId, telegram), origin);
    },
    remove() {
      window.removeEventListener('message', receive);
      iframe.remove();
    },
  };
}
