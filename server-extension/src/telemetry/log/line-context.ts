import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextField } from './catalogue/catalogue.ts';

/** What every line says that is written while something is under way, however deep in the call. */
export type LineContext = Readonly<Partial<Record<ContextField, string>>>;

const contexts = new AsyncLocalStorage<Partial<Record<ContextField, string>>>();

/** Runs the work, and all that it starts, with these values on its lines, over those that it is called with. */
export function withLineContext<Result>(context: LineContext, work: () => Result): Result {
  return contexts.run({ ...contexts.getStore(), ...context }, work);
}

/** The request under way is about this site and order: both are known only when its body has been read. */
export function describeRequest(about: Pick<LineContext, 'site' | 'orderId'>): void {
  const context = contexts.getStore();
  if (context !== undefined) Object.assign(context, about);
}

/** The values for a line that is written now; undefined outside of any request and task. */
export function lineContext(): LineContext | undefined {
  return contexts.getStore();
}
