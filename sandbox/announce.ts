/**
 * How a process says that it is ready: a line for people, and a message for the program that started it (if one did).
 * `npm start` waits for these messages, so that a port chosen by the system (0) is known.
 */

/** One address that a process serves, as sent over the IPC channel of a child process. */
export interface Announcement {
  /** What answers there: `CyberSource sandbox`, `Extension` … */
  readonly name: string;
  /** A URL; for files that a client needs (a CA certificate) their path. */
  readonly address: string;
}

/**
 * Prints `name: address` and tells the parent process, where there is one that listens. From then on this process
 * also ends when its parent does, however that happened, so that no forgotten server keeps a port.
 */
export function announce(name: string, address: string): void {
  process.stdout.write(`${name}: ${address}\n`);
  if (process.send === undefined) return;
  process.send({ name, address } satisfies Announcement);
  process.removeListener('disconnect', endWithParent);
  process.once('disconnect', endWithParent);
}

function endWithParent(): void {
  process.kill(process.pid, 'SIGTERM');
}

/** Whether a message of a child process is an {@link Announcement}. */
export function isAnnouncement(message: unknown): message is Announcement {
  return (
    typeof message === 'object' &&
    message !== null &&
    'name' in message &&
    typeof message.name === 'string' &&
    'address' in message &&
    typeof message.address === 'string'
  );
}
