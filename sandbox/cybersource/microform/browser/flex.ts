/** Entry of the library: the global `Flex`, with the surface of CyberSource's Microform v2 and nothing more. */
import { parseCaptureContext } from './capture-context.ts';
import { microformError } from './microform-error.ts';
import { createMicroform, type MicroformForm } from './microform.ts';

/** Starts from a capture context. */
class Flex {
  /** A microform for cards. Bank accounts (`'check'`) are not part of the sandbox. */
  readonly microform: (type: 'card', options?: unknown) => MicroformForm;

  /** @throws MicroformError `CAPTURE_CONTEXT_INVALID` or `CAPTURE_CONTEXT_EXPIRED` */
  constructor(captureContext: string) {
    const context = parseCaptureContext(captureContext, Date.now());
    this.microform = (type, options) => {
      if ((type as string) !== 'card') {
        throw microformError('UNKNOWN_REASON', { message: "The sandbox offers flex.microform('card')." });
      }
      return createMicroform(context, options, () => Date.now());
    };
  }
}

declare global {
  interface Window {
    Flex: typeof Flex;
  }
}

window.Flex = Flex;
