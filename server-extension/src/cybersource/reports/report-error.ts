/** A report that cannot be used. The message says why and is safe to show. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport';
}
