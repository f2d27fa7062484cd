/**
 * Loaded before the server under test (`--expose-gc --import`): asked over IPC, it collects garbage and tells what is
 * left. Measured so, memory is what the program keeps, not what the collector has not looked at yet.
 */
import { ASK_FOR_HEAP, type HeapSize } from '../protocol.ts';

process.on('message', (message) => {
  if (message !== ASK_FOR_HEAP) return;
  const collect = (globalThis as { readonly gc?: () => void }).gc;
  collect?.();
  // A second pass: what the first one's finalizers let go of.
  collect?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ kept: heapUsed + external } satisfies HeapSize);
});
