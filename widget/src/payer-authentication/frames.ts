/** The only file of payer authentication that touches the document. */
import type { Schedule } from '../payment/payment-method.ts';
import type { AuthenticationSetupResponse } from '../payment/payment-api.ts';
import { randomId } from '../values/random-id.ts';
import { isSafeAddress } from '../payment/script.ts';
import type { StepUp } from '../payment/challenge.ts';
import { isFrom, isProfileCompleted, toTransactionId, type FrameMessage } from './messages.ts';

/** CyberSource: payer authentication, device data collection; then the payment goes on without it. */
const COLLECTION_LIMIT_MS = 10_000;

/** Lets the issuer's partner collect device data, in a hidden frame. Resolves at the latest after 10 s. */
export function createDeviceDataCollection(
  page: Window,
  schedule: Schedule,
): (setup: AuthenticationSetupResponse) => Promise<void> {
  return ({ accessToken, deviceDataCollectionUrl: address }) =>
    new Promise((resolve) => {
      const frame = page.document.createElement('iframe');
      frame.hidden = true;
      page.document.body.append(frame);
      const callOff = schedule(end, COLLECTION_LIMIT_MS);
      const stopListening = listen(page, (message) => {
        if (isFrom(message, frame.contentWindow, address) && isProfileCompleted(message)) end();
      });
      function end(): void {
        callOff();
        stopListening();
        frame.remove();
        resolve();
      }
      postInto(frame, address, { JWT: accessToken });
    });
}

/** Opens the issuer's page in a frame and calls back with the transaction's id. Returns how to stop listening. */
export type OpenStepUp = (
  frame: HTMLIFrameElement,
  stepUp: StepUp,
  done: (transactionId: string) => void,
) => () => void;

export function createOpenStepUp(page: Window): OpenStepUp {
  return (frame, { stepUpUrl, accessToken }, done) => {
    const stopListening = listen(page, (message) => {
      // It is our own extension's return page that speaks, in the frame that the issuer has left.
      const id = isFrom(message, frame.contentWindow, page.location.href)
        ? toTransactionId(message)
        : undefined;
      if (id === undefined) return;
      stopListening();
      done(id);
    });
    postInto(frame, stepUpUrl, { JWT: accessToken });
    return stopListening;
  };
}

function listen(page: Window, listener: (message: FrameMessage) => void): () => void {
  page.addEventListener('message', listener);
  return () => {
    page.removeEventListener('message', listener);
  };
}

/** Submits a form into a frame; nothing else starts with a POST there. */
function postInto(frame: HTMLIFrameElement, address: string, fields: Readonly<Record<string, string>>): void {
  if (!isSafeAddress(address)) return;
  const { ownerDocument: page } = frame;
  // Chromium takes the attribute's name when the frame is put into the page; later only its window's.
  const name = randomId();
  if (frame.contentWindow !== null) frame.contentWindow.name = name;
  const form = page.createElement('form');
  form.method = 'POST';
  form.action = address;
  form.target = name;
  for (const [name, value] of Object.entries(fields)) {
    const input = page.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  page.body.append(form);
  form.submit();
  form.remove();
}
