import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextField } from './catalogue/catalogue.ts';

/** What every line says that is written while something is under way, however deep in the call. */
export type LineContext = Readonly<Partial<Record<ContextField, string>>>;

const contexts = new AsyncLocalStorage<Partial<Record<ContextField, string>>>();

/** Runs the work, and all that it starts, with these values on its lines, over those that it is called with. */
export function withLineContext<Result>(context: LineContext, work: () => Result): Result {
  return contexts.run({ ...contexts.getStore(), ...context }, work);
}

/** Runs work that no request has asked for, also where it was started within a request: its lines have these values and no others. */
export function withOwnLineContext<Result>(context: LineContext, work: () => Result): Result {
  return contexts.run({ ...context }, work);
}

/** What is under way is about this payment: known only when a request's body, or an attempt, has been read. */
export function describeWork(about: Pick<LineContext, 'site' | 'orderId' | 'paymentTraceId'>): void {
  const context = contexts.getStore();
  if (context !== undefined) Object.assign(context, about);
}

/** The values for a line that is written now; undefined outside of any request and task. */
export function lineContext(): LineContext | undefined {
  return contexts.getStore();
}
