/** What the work gives, or undefined after so many milliseconds. The work itself goes on. Rejects as the work does. */
export function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([work, patience]).finally(() => {
    clearTimeout(timer);
  });
}
