interface Closable {
  close(): Promise<void>;
}

/** Runs something that can be closed until the process gets a signal to stop. A failed start is one sentence, no stack. */
export async function runUntilStopped(start: () => Promise<Closable>): Promise<void> {
  let running: Closable | undefined;
  // Before the start: the process that reads the address may stop this one at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void Promise.resolve(running?.close()).finally(() => process.exit(0));
    });
  }
  try {
    running = await start();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
