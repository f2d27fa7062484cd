/** OCC's `$.Topic`: publish and subscribe by name, made of jQuery's callback lists. */
export interface Topic {
  publish(...data: unknown[]): void;
  publishWith(context: unknown, data: readonly unknown[]): void;
  subscribe(listener: (...data: never[]) => void): void;
  unsubscribe(listener: (...data: never[]) => void): void;
}

/** The part of jQuery that topics are made of; the same in jQuery 2 and 3. */
export interface CallbackLists {
  Callbacks(flags?: string): {
    fire(...data: unknown[]): unknown;
    fireWith(context: unknown, data: readonly unknown[]): unknown;
    add(listener: (...data: never[]) => void): unknown;
    remove(listener: (...data: never[]) => void): unknown;
  };
  Topic?: (name: string) => Topic;
}

export type Topics = (name: string) => Topic;

/**
 * Puts `Topic` on jQuery and returns it. A topic whose name ends in `.memory` hands its last message to
 * later subscribers.
 */
export function attachTopics(jquery: CallbackLists): Topics {
  const topics = new Map<string, Topic>();
  const topicOf: Topics = (name) => {
    const known = topics.get(name);
    if (known !== undefined) return known;
    const listeners = jquery.Callbacks(name.endsWith('.memory') ? 'memory' : undefined);
    const topic: Topic = {
      publish: (...data) => void listeners.fire(...data),
      publishWith: (context, data) => void listeners.fireWith(context, data),
      subscribe: (listener) => void listeners.add(listener),
      unsubscribe: (listener) => void listeners.remove(listener),
    };
    topics.set(name, topic);
    return topic;
  };
  jquery.Topic = topicOf;
  return topicOf;
}
