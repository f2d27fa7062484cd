/**
 * The line between the frames of one microform. It is the only place where a part of a card leaves its frame, and
 * only frames of this origin that know the signed context and the microform's random id receive it.
 */
import type { FieldType } from '../../options.ts';

/** What a field contributes to a token. */
export interface FieldValue {
  readonly field: FieldType;
  readonly valid: boolean;
  readonly value: string;
}

interface PeerMessages {
  /** The number field knows the brand, so it knows how long the security code is. */
  securityCodeLength: number;
  /** A field has just appeared and wants to know what the others know. */
  hello: null;
  collect: { requestId: string };
  contribution: FieldValue & { requestId: string };
}

/** The other fields of the same microform. */
export interface FieldPeers {
  send<Topic extends keyof PeerMessages>(topic: Topic, payload: PeerMessages[Topic]): void;
  on<Topic extends keyof PeerMessages>(topic: Topic, listener: (payload: PeerMessages[Topic]) => void): void;
  off<Topic extends keyof PeerMessages>(topic: Topic, listener: (payload: PeerMessages[Topic]) => void): void;
}

/** Joins the fields of a microform. */
export function joinPeers(contextId: string, microformId: string): FieldPeers {
  const channel = new BroadcastChannel(`microform/${contextId}/${microformId}`);
  const listeners = new Map<string, ((payload: never) => void)[]>();

  channel.onmessage = ({ data }: MessageEvent<{ topic: string; payload: unknown }>) => {
    for (const listener of listeners.get(data.topic) ?? []) listener(data.payload as never);
  };

  return {
    send(topic, payload) {
      channel.postMessage({ topic, payload });
    },
    on(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
    },
    off(topic, listener) {
      listeners.set(
        topic,
        (listeners.get(topic) ?? []).filter((other) => other !== listener),
      );
    },
  };
}
