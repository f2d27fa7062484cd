/** PostgreSQL's protocol, version 3 (chapter 54), as far as a proxy reads and writes it. */

/** One message: its type, one letter, and all of its bytes. */
export interface WireMessage {
  /** Empty for the first of a connection, which has none. */
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** Cuts a stream into messages, whatever pieces it comes in. */
export interface MessageReader {
  push(piece: Buffer): void;
  /** The next whole message; undefined until it is there. @param isTyped false for the first one of a client. */
  next(isTyped: boolean): WireMessage | undefined;
}

export function createMessageReader(): MessageReader {
  let rest = Buffer.alloc(0);
  return {
    push(piece) {
      rest = Buffer.concat([rest, piece]);
    },
    next(isTyped) {
      const start = isTyped ? TYPE_BYTES : 0;
      if (rest.length < start + LENGTH_BYTES) return undefined;
      const end = start + rest.readUInt32BE(start);
      if (rest.length < end) return undefined;
      const message = { type: rest.toString('latin1', 0, start), bytes: rest.subarray(0, end) };
      rest = rest.subarray(end);
      return message;
    },
  };
}

/** The texts of a message up to their zero bytes: of Parse the statement's name and text, of Bind portal and name. */
export function textsOf({ bytes }: WireMessage): readonly string[] {
  return bytes.toString('utf8', TYPE_BYTES + LENGTH_BYTES).split('\0');
}

/** The first message of a client with one more setting of the server in it. */
export function withParameter({ bytes }: WireMessage, name: string, value: string): Buffer {
  const changed = Buffer.concat([bytes.subarray(0, -1), Buffer.from(`${name}\0${value}\0\0`)]);
  changed.writeUInt32BE(changed.length, 0);
  return changed;
}

/** An error in PostgreSQL's words. */
export interface WireError {
  /** PostgreSQL, Appendix A. */
  readonly code: string;
  readonly message: string;
}

/** An error, and that the connection may be used again: `inTransaction` says that ROLLBACK has to come first. */
export function errorResponse({ code, message }: WireError, inTransaction: boolean): Buffer {
  const severity = code.startsWith('57') ? 'FATAL' : 'ERROR';
  const fields = `S${severity}\0V${severity}\0C${code}\0M${message}\0\0`;
  return Buffer.concat([messageOf('E', fields), messageOf('Z', inTransaction ? 'E' : 'I')]);
}

function messageOf(type: string, content: string): Buffer {
  const body = Buffer.from(content, 'utf8');
  const head = Buffer.alloc(TYPE_BYTES + LENGTH_BYTES);
  head.write(type, 'latin1');
  head.writeUInt32BE(LENGTH_BYTES + body.length, TYPE_BYTES);
  return Buffer.concat([head, body]);
}
