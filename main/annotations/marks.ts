import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Failure } from "../../shared/failure.ts";
import { renditionKindSchema } from "../../shared/model/footage.ts";
import { markKindSchema, markSchema, type Mark, type OwnMarkKind } from "../../shared/model/mark.ts";
import type { Person } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { LogEntry, NewEntry } from "../formats/log-entry.ts";

/** A frame that the decoder itself named, with what a mark on it needs (rule R6). */
export interface FrameOnScreen {
  readonly frame: number;
  readonly ticks: number;
  readonly timescale: number;
  /** SHA-256 of the frame's encoded bytes, lower-case hex. */
  readonly digest: string;
  /** How the frame came from the original, where it is not the original's own encoded picture. */
  readonly rendition?: "rewrapped" | "transcoded";
}

export interface MarkOrder {
  readonly viewing: string;
  readonly asset: string;
  readonly frame: number;
  /** Whoever objects does so in `viewing:object`, with a countersignature. */
  readonly kind: OwnMarkKind;
  readonly note: string;
}

/** Both ends of what shall be evidence, the last frame inside. */
export interface RangeOrder extends Omit<MarkOrder, "frame" | "kind"> {
  readonly from: number;
  readonly last: number;
}

export interface MarkPorts {
  readonly log: { append(...entries: readonly [NewEntry, ...NewEntry[]]): readonly { readonly index: number }[] };
  /** The frame confirmed last in this viewing's picture of this recording; `null` when there is none. */
  readonly onScreen: (viewing: string, asset: string) => FrameOnScreen | null;
  /** A frame that the decoder named earlier in this viewing; `null` when it did not, or too long ago. */
  readonly named: (viewing: string, asset: string, frame: number) => FrameOnScreen | null;
  readonly signedIn: () => Person | null;
  /** Whether somebody from outside can see this screen: then of the marks only objections are shown. */
  readonly isOutsideWatching: () => boolean;
  /** Brings the projection up to the end of the log. */
  readonly catchUp: () => void;
  readonly onChange: (asset: string) => void;
}

/** Marks on single frames. The log keeps them; this room reads them back out of it (rule R10). */
export interface Marks {
  /** Feed it every entry of the log in order. */
  take(entry: LogEntry): void;
  list(asset: string): Mark[];
  add(order: MarkOrder): Result<Mark, Failure>;
  /**
   * Marks both ends of a range as evidence in one go; each was named by the decoder in this viewing.
   *
   * Whoever tries once more, after a wrong PIN, finds the marks that they made.
   */
  addRange(order: RangeOrder): Result<readonly [first: Mark, last: Mark], Failure>;
}

/**
 * A mark as the log carries it. The note stays inside the entry, readable to whoever may read the
 * log: it is part of the evidence. It never reaches the technical log.
 */
const loggedMarkSchema = z.looseObject({
  mark: z.string(),
  viewing: z.string(),
  asset: z.string(),
  frame: z.int(),
  presentationTicks: z.int(),
  timescale: z.int(),
  frameDigest: z.string(),
  rendition: renditionKindSchema.optional(),
  kind: markKindSchema,
  note: z.string(),
  by: z.object({ person: z.string(), name: z.string() }),
  witness: z.object({ person: z.string(), name: z.string() }).optional(),
  hold: z.string().optional(),
});

/** An empty collection of marks over the log. */
export function createMarks(ports: MarkPorts): Marks {
  const byAsset = new Map<string, Mark[]>();
  const marksOf = (asset: string): Mark[] => byAsset.get(asset) ?? [];

  return {
    take: (entry) => {
      if (entry.t === "mark.add") {
        const mark = readMark(entry);
        byAsset.set(mark.asset, [...marksOf(mark.asset), mark]);
      }
    },

    list: (asset) => {
      ports.catchUp();
      const hidesOffice = ports.isOutsideWatching();
      return marksOf(asset)
        .filter(({ kind }) => !hidesOffice || kind === "objection")
        .toSorted((a, b) => a.frame - b.frame || a.entry - b.entry);
    },

    add: (order) => {
      const person = ports.signedIn();
      if (person === null) {
        return fail({ code: "not-signed-in" });
      }
      const confirmed = ports.onScreen(order.viewing, order.asset);
      // Somebody who sees another frame than the decoder named would mark the wrong one.
      if (confirmed?.frame !== order.frame) {
        return fail({ code: "frame-unconfirmed" });
      }
      const [appended] = ports.log.append(entryOf(order, confirmed, person));
      ports.catchUp();
      const found = marksOf(order.asset).find(({ entry }) => entry === appended?.index);
      if (found === undefined) {
        throw new Error("an appended mark is not in the log");
      }
      ports.onChange(order.asset);
      return ok(found);
    },

    addRange: ({ from, last, ...order }) => {
      const person = ports.signedIn();
      if (person === null) {
        return fail({ code: "not-signed-in" });
      }
      const ends = [from, last].map((frame) => ports.named(order.viewing, order.asset, frame));
      const [first, second] = ends;
      if (first === undefined || first === null || second === undefined || second === null) {
        return fail({ code: "frame-unconfirmed" });
      }
      const made = (frame: number): Mark | undefined =>
        marksOf(order.asset).findLast(
          ({ kind, note, by, ...mark }) =>
            mark.frame === frame && kind === "evidence" && note === order.note && by.person === person.person,
        );
      ports.catchUp();
      const [one, ...more] = (from === last ? [first] : [first, second])
        .filter(({ frame }) => made(frame) === undefined)
        .map((end) => entryOf({ ...order, frame: end.frame, kind: "evidence" }, end, person));
      if (one !== undefined) {
        ports.log.append(one, ...more);
        ports.catchUp();
      }
      const [start, end] = [made(from), made(last)];
      if (start === undefined || end === undefined) {
        throw new Error("an appended mark is not in the log");
      }
      ports.onChange(order.asset);
      return ok([start, end]);
    },
  };
}

function entryOf(order: MarkOrder, { ticks, timescale, digest, rendition }: FrameOnScreen, person: Person): NewEntry {
  return {
    t: "mark.add",
    b: {
      ...order,
      mark: `m-${randomBytes(10).toString("hex")}`,
      presentationTicks: ticks,
      timescale,
      frameDigest: digest,
      ...(rendition === undefined ? {} : { rendition }),
      by: { person: person.person, name: person.name },
    },
    person: person.person,
  };
}

function readMark(entry: LogEntry): Mark {
  const { mark, ...fields } = loggedMarkSchema.parse(entry.b);
  return markSchema.parse({ ...fields, id: mark, at: entry.wall, entry: entry.seq });
}
