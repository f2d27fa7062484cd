/** Virtual time: the next event's moment is the present, without a wait. */

/** A moment to come. */
interface Event {
  readonly at: number;
  readonly nth: number;
  readonly run: () => void;
  cancelled: boolean;
}

export interface VirtualTime {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something that many milliseconds from now, unless it is cancelled before. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** One event after the other until the predicate holds before one, or nothing is to come. */
  readonly runUntil: (isOver: () => boolean) => Promise<void>;
}

/** Kept before it is replaced. Everything that is ready goes on between one immediate and the next. */
const realImmediate = setImmediate;
/** Immediates of one turn of the process's own loop, which costs more than most events do. */
const AT_ONCE = 100;

export function createVirtualTime(startsAt: number): VirtualTime {
  const events: Event[] = [];
  let present = startsAt;
  let count = 0;

  function after(ms: number, run: () => void): () => void {
    count += 1;
    const event: Event = { at: present + Math.max(0, ms), nth: count, run, cancelled: false };
    push(events, event);
    return () => {
      event.cancelled = true;
    };
  }

  return {
    now: () => present,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    runUntil: (isOver) =>
      new Promise((resolve) => {
        let ended = false;
        function turn(): void {
          for (let nth = 0; nth < AT_ONCE; nth += 1) realImmediate(step);
          realImmediate(() => {
            if (!ended) turn();
          });
        }
        function step(): void {
          if (ended) return;
          const event = isOver() ? undefined : pop(events);
          if (event === undefined) {
            ended = true;
            resolve();
          } else if (!event.cancelled) {
            present = event.at;
            event.run();
          }
        }
        turn();
      }),
  };
}

const isBefore = (a: Event, b: Event): boolean => (a.at === b.at ? a.nth < b.nth : a.at < b.at);

function push(heap: Event[], event: Event): void {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) break;
    const [child, at] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = at;
  }
  heap[index] = last;
  return first;
}
