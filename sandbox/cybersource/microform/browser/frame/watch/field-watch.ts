/** What a field's watcher works with. */
import type { MicroformCaptureContext } from '../../capture-context.ts';
import type { MicroformFieldOptions } from '../../options.ts';
import type { FieldState } from '../../frame-message.ts';
import type { FieldPeers } from '../field/peers.ts';

/** The input to watch, the rules it follows, and the listener. */
export interface FieldWatch {
  readonly input: HTMLInputElement;
  readonly options: MicroformFieldOptions;
  readonly context: MicroformCaptureContext;
  readonly peers: FieldPeers;
  /** Shows the state in the frame and tells the page. */
  readonly report: (state: FieldState) => void;
}
