/** A request to CyberSource as it will be sent, byte for byte, before it is signed. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** CyberSource's public host, also where the connection goes through an intermediate host. */
  readonly host: string;
  /** Path with query, percent-encoded as sent. */
  readonly path: string;
  /** Absent for GET and DELETE. */
  readonly body?: string;
  /** Asks for an answer that is encrypted for this key of the merchant's. JSON Web Tokens only. */
  readonly responseKeyId?: string;
}

/** The headers that prove who sends a request. Pure: time and unique id come in. */
export type Sign = (request: OutgoingRequest, at: Date, uniqueId: string) => Readonly<Record<string, string>>;
