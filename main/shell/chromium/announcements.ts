interface Announcement {
  readonly channel: string;
  readonly payload: unknown;
}

/** Announcements on their way to the page, which asks for the next one and waits. */
export interface Announcements {
  push(channel: string, payload: unknown): void;
  /** Resolves with the next announcement, or `null` when another page has asked since or all is over. */
  next(): Promise<Announcement | null>;
  close(): void;
}

// A page that does not listen must not make the station grow; it asks again for the whole state anyway.
const longestQueue = 256;

export function createAnnouncements(): Announcements {
  const queue: Announcement[] = [];
  let waiting: ((next: Announcement | null) => void) | null = null;
  let isClosed = false;
  const release = (next: Announcement | null): void => {
    waiting?.(next);
    waiting = null;
  };
  return {
    push(channel, payload) {
      if (waiting !== null) {
        release({ channel, payload });
        return;
      }
      queue.push({ channel, payload });
      queue.splice(0, queue.length - longestQueue);
    },
    async next() {
      release(null);
      const first = queue.shift();
      if (first !== undefined || isClosed) {
        return first ?? null;
      }
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    close() {
      isClosed = true;
      release(null);
    },
  };
}
