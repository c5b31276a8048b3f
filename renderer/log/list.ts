import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { LogFilter, LogRow } from "../../shared/model/log.ts";
import { workstation } from "../bridge.ts";

/** Rows on one page. */
export const pageRows = 50;

interface ListStore {
  /** Newest first; null before the first answer. */
  readonly rows: readonly LogRow[] | null;
  readonly size: number;
  /** The page stands for the entries `[bottom, top)`, of which those shown fit the filter. */
  readonly top: number;
  readonly bottom: number;
  readonly failure: Failure | null;
  /** How many entries a search under way has looked at; null when none is. */
  readonly searched: number | null;
  readonly isStopped: boolean;
  /** The moment asked for lies after the last entry. */
  readonly isAfterEnd: boolean;
  readonly filter: LogFilter | undefined;
  readonly newest: () => Promise<void>;
  readonly newer: () => Promise<void>;
  readonly older: () => Promise<void>;
  readonly oldest: () => Promise<void>;
  /** Shows the page that begins with this entry. */
  readonly toIndex: (index: number) => Promise<void>;
  /** Shows the entries from this moment on. */
  readonly toTime: (at: string) => Promise<void>;
  readonly narrow: (filter: LogFilter | undefined) => Promise<void>;
  readonly stop: () => void;
}

const end = Number.MAX_SAFE_INTEGER;

/** The list of entries, page by page; the station reads each from verified leaves and this keeps no other copy. */
export const useLogList = create<ListStore>()((set, get) => {
  // A later question makes an earlier one's answer worthless.
  let asked = 0;

  const fetch = async (direction: "older" | "newer", cursor: number): Promise<void> => {
    asked += 1;
    const question = asked;
    const { filter } = get();
    let rows: readonly LogRow[] = [];
    let reached = cursor;
    set({ searched: 0, isStopped: false, isAfterEnd: false, failure: null });
    for (let more = true; more && rows.length < pageRows && !get().isStopped;) {
      const limit = pageRows - rows.length;
      // oxlint-disable-next-line no-await-in-loop -- a long search goes on where the last answer stopped
      const result = await workstation.log.entries({
        cursor: reached,
        direction,
        limit,
        ...(filter === undefined ? {} : { filter }),
      });
      if (question !== asked) {
        return;
      }
      if (!result.ok) {
        set({ failure: result.failure, searched: null });
        return;
      }
      const { value } = result;
      rows = direction === "older" ? [...rows, ...value.rows] : [...value.rows, ...rows];
      ({ more, reached } = value);
      set({ size: value.size, searched: Math.abs(Math.min(cursor, value.size) - reached) });
    }
    const { size } = get();
    const span =
      direction === "older" ? { top: Math.min(cursor, size), bottom: reached } : { top: reached, bottom: cursor };
    set({ rows, searched: null, ...span });
  };

  return {
    rows: null,
    size: 0,
    top: 0,
    bottom: 0,
    failure: null,
    searched: null,
    isStopped: false,
    isAfterEnd: false,
    filter: undefined,
    newest: () => fetch("older", end),
    oldest: () => fetch("newer", 0),
    older: () => fetch("older", get().bottom),
    newer: async () => {
      await fetch("newer", get().top);
      // The newest page is shown full, not as the few rows that were left.
      if (get().top >= get().size && (get().rows?.length ?? 0) < pageRows) {
        await fetch("older", end);
      }
    },
    toIndex: (index) => fetch("older", index + 1),
    toTime: async (at) => {
      const found = await workstation.log.find({ at });
      if (!found.ok) {
        set({ failure: found.failure });
      } else if (found.value === null) {
        await fetch("older", end);
        set({ isAfterEnd: true });
      } else {
        await fetch("newer", found.value);
      }
    },
    narrow: async (filter) => {
      set({ filter });
      await fetch("older", end);
    },
    stop: () => {
      set({ isStopped: true });
    },
  };
});
