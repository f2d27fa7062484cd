/** Puts a field into its frame and connects it with the page and its peers. */
import type { MicroformCaptureContext } from '../capture-context.ts';
import { toErrorData } from '../microform-error.ts';
import type { MicroformFieldOptions } from '../options.ts';
import type { FieldState, FrameSettings, FrameCommand } from '../frame-message.ts';
import { watchAutofill } from './watch/autofill.ts';
import { reportFocus } from './watch/focus-events.ts';
import { applyOptions, createInput, markValidity } from './field/input-element.ts';
import type { PageLink } from './field/page-link.ts';
import { joinPeers } from './field/peers.ts';
import { applyStyles } from './stylesheet.ts';
import { tokenize } from './sealing/tokenize.ts';
import { watchNumber } from './watch/watch-number.ts';
import { watchSecurityCode } from './watch/watch-security-code.ts';

/** Runs a field for a page that may embed it. */
export function runField(settings: FrameSettings, context: MicroformCaptureContext, page: PageLink): void {
  const { fieldType, options, styles } = settings;
  const peers = joinPeers(context.jti, settings.microformId);
  const input = createInput(fieldType);
  const form = document.createElement('form');

  function dress(changes: MicroformFieldOptions): void {
    applyOptions(input, changes);
    if (changes.styles) applyStyles(styles, changes.styles);
  }

  function report(state: FieldState): void {
    markValidity(input, state.valid, !state.couldBeValid && !state.empty);
    page.send({ event: 'change', data: state });
  }

  async function answerWithToken({
    requestId,
    options: given,
    fields,
  }: FrameCommand['tokenize']): Promise<void> {
    try {
      const token = await tokenize({ own: read(), fields, options: given, context, peers });
      page.send({ event: 'token', data: { requestId, token } });
    } catch (error) {
      page.send({ event: 'tokenError', data: { requestId, error: toErrorData(error) } });
    }
  }

  form.appendChild(input);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  document.body.appendChild(form);
  applyStyles(styles);
  dress(options);

  const watch = fieldType === 'number' ? watchNumber : watchSecurityCode;
  const read = watch({ input, options, context, peers, report });
  if (fieldType === 'number') {
    watchAutofill(form, (filled) => {
      page.send({ event: 'autocomplete', data: filled });
    });
  }
  reportFocus(input, page);
  peers.on('collect', ({ requestId }) => {
    peers.send('contribution', { requestId, ...read() });
  });
  page.onTelegram((telegram) => {
    switch (telegram.event) {
      case 'connect':
        break;
      case 'focus':
        input.focus();
        break;
      case 'clear':
        input.value = '';
        input.dispatchEvent(new Event('input'));
        break;
      case 'update':
        dress(telegram.data);
        page.send(telegram);
        break;
      case 'tokenize':
        void answerWithToken(telegram.data);
        break;
    }
  });
  page.send({ event: 'load', data: null });
}
