import { z } from "zod";
import type { RefusalRow, RegisterRow } from "../../../shared/model/evidence.ts";
import { frameRangeSchema, type FrameRange } from "../../../shared/model/footage.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import type { LogEntry } from "../../formats/log-entry.ts";
import { mergeRanges } from "../../../shared/time/frame-ranges.ts";

/** One stay of one person in the room. */
interface Stay {
  readonly person: string;
  readonly name: string;
  readonly capacity: "viewer" | "supervisor";
  readonly from: string;
  to?: string;
  readonly shown: Map<string, FrameRange[]>;
}

interface ViewingRecord {
  readonly viewing: string;
  readonly grant: string;
  readonly startedAt: string;
  endedAt?: string;
  stopReason?: string;
  leased: boolean;
  marks: number;
  readonly stays: Stay[];
  readonly entries: number[];
}

/** What the log says about one grant that came to this station. */
export interface ImportedGrant {
  readonly grant: string;
  readonly digest: string;
  readonly at: string;
  readonly requestNumber: string;
  readonly caseNo: string;
  readonly purpose: string;
  readonly room: string;
  readonly approvers: readonly { readonly person: string; readonly name: string }[];
}

/** What a grant's import entry says beside its digest; the register is read from it, not from the grant. */
export const importedGrantSchema = z.looseObject({
  grant: z.string(),
  digest: z.string(),
  requestNumber: z.string(),
  caseNo: z.string(),
  purpose: z.string(),
  room: z.string(),
  approvers: z.array(z.object({ person: z.string(), name: z.string() })),
});

const rosterSchema = z.array(
  z.looseObject({ person: z.string(), name: z.string(), capacity: z.enum(["viewer", "supervisor"]) }),
);
const rangesSchema = z.array(frameRangeSchema);
const subjectSchema = z.looseObject({ subject: z.string().optional() });
const detailSchema = z.looseObject({ detail: z.string().optional() });

/** What entries of the log add up to, for registers and for judging grants (rule R10). */
export interface Projection {
  take(entry: LogEntry): void;
  imported(grant: string): ImportedGrant | null;
  /** Sittings of this grant in which footage was opened; `except` leaves the sitting under way out. */
  openings(grant: string, except?: string): number;
  /** Register rows, newest first. `open` is the sitting under way; the rest without an end were interrupted. */
  viewings(context: { readonly open: string | null; readonly received: number }): RegisterRow[];
  refusals(): RefusalRow[];
}

/** An empty projection; feed it every entry in order. */
export function createProjection(): Projection {
  const viewings = new Map<string, ViewingRecord>();
  const grants = new Map<string, ImportedGrant>();
  const names = new Map<string, string>();
  const refusals: RefusalRow[] = [];

  const refused = (entry: LogEntry, attempt: string, failure: string, subject?: string): void => {
    const person = personIdSchema.safeParse(entry.person);
    refusals.push({
      entry: entry.seq,
      at: entry.wall,
      attempt,
      failure,
      ...(subject === undefined ? {} : { subject }),
      ...(person.success ? { person: { person: person.data, name: names.get(person.data) ?? person.data } } : {}),
    });
  };

  const takeRefusal = (entry: LogEntry): void => {
    if (entry.t === "refuse") {
      refused(entry, entry.b.attempt, failureOf(entry.b.failure, entry), subjectOf(entry));
    } else if (entry.t === "session.refuse") {
      refused(entry, "identity:signIn", entry.b.failure, entry.b.token);
    } else if (entry.t === "grant.reject") {
      refused(entry, "grant.import", `grant-refused:${entry.b.reason}`, subjectOf(entry));
    } else if (entry.t === "export.try") {
      refused(entry, "export", "export-blocked", subjectOf(entry));
    }
  };

  return {
    take: (entry) => {
      takeRefusal(entry);
      if (entry.t === "grant.import") {
        const imported = importedGrantSchema.parse(entry.b);
        grants.set(imported.grant, { ...imported, at: entry.wall });
      }
      if (entry.t === "session.open" || entry.t === "room.checkIn") {
        names.set(entry.b.person, entry.b.name);
      }
      if (entry.t === "room.prepare") {
        viewings.set(entry.b.viewing, begin(entry.b.viewing, entry.b.grant, entry.wall));
      }
      const { viewing } = z.looseObject({ viewing: z.string().optional() }).parse(entry.b);
      const record = viewing === undefined ? undefined : viewings.get(viewing);
      if (record !== undefined) {
        record.entries.push(entry.seq);
        takeStep(record, entry);
      }
    },
    imported: (grant) => grants.get(grant) ?? null,
    openings: (grant, except) =>
      [...viewings.values()].filter((record) => record.grant === grant && record.leased && record.viewing !== except)
        .length,
    viewings: ({ open, received }) =>
      [...viewings.values()].toReversed().flatMap((record) => {
        const grant = grants.get(record.grant);
        return grant === undefined ? [] : [rowOf(record, grant, open, received)];
      }),
    refusals: () => refusals.toReversed(),
  };
}

function begin(viewing: string, grant: string, startedAt: string): ViewingRecord {
  return { viewing, grant, startedAt, leased: false, marks: 0, stays: [], entries: [] };
}

function subjectOf(entry: LogEntry): string | undefined {
  return subjectSchema.parse(entry.b).subject;
}

/** The code of a refusal, with its reason after a colon when the entry has one: `presence:supervisor-absent`. */
function failureOf(code: string, entry: LogEntry): string {
  const { detail } = detailSchema.parse(entry.b);
  return detail === undefined ? code : `${code}:${detail}`;
}

function takeStep(record: ViewingRecord, entry: LogEntry): void {
  if (entry.t === "room.checkIn") {
    const { person, name, capacity } = entry.b;
    record.stays.push({ person, name, capacity, from: entry.wall, shown: new Map() });
  } else if (entry.t === "room.checkOut") {
    leave(record, entry.b.person, entry.wall);
  } else if (entry.t === "view.lease") {
    record.leased = true;
  } else if (entry.t === "view.shown") {
    attribute(record, entry.b.asset, rosterSchema.parse(entry.b.roster), rangesSchema.parse(entry.b.ranges));
  } else if (entry.t === "key.open") {
    delete record.stopReason;
  } else if (entry.t === "view.stop") {
    record.stopReason = entry.b.reason;
  } else if (entry.t === "view.end") {
    record.endedAt = entry.wall;
    record.stays.forEach(({ person }) => leave(record, person, entry.wall));
  } else if (entry.t === "mark.add") {
    record.marks += 1;
  }
}

function leave(record: ViewingRecord, person: string, at: string): void {
  for (const stay of record.stays) {
    if (stay.person === person && stay.to === undefined) {
      stay.to = at;
    }
  }
}

/** Each shown range belongs to each person then present (rule R9): to their stay under way, or the one just over. */
function attribute(
  record: ViewingRecord,
  asset: string,
  roster: readonly { readonly person: string }[],
  ranges: readonly FrameRange[],
): void {
  for (const { person } of roster) {
    const stay = record.stays.findLast((known) => known.person === person);
    stay?.shown.set(asset, mergeRanges([...(stay.shown.get(asset) ?? []), ...ranges]));
  }
}

function rowOf(record: ViewingRecord, grant: ImportedGrant, open: string | null, received: number): RegisterRow {
  const persons = record.stays.map(({ person, name, capacity, from, to, shown }) => ({
    person,
    name,
    capacity,
    from,
    ...(to === undefined ? {} : { to }),
    frames: [...shown].map(([asset, ranges]) => ({ asset, ranges })),
  }));
  const row = {
    viewing: record.viewing,
    grant: record.grant,
    requestNumber: grant.requestNumber,
    caseNo: grant.caseNo,
    purpose: grant.purpose,
    room: grant.room,
    startedAt: record.startedAt,
    ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
    outcome: outcomeOf(record, open),
    ...(record.stopReason === undefined ? {} : { stopReason: record.stopReason }),
    persons,
    approvers: grant.approvers,
    marks: record.marks,
    entries: record.entries,
    received: record.entries.every((index) => index < received),
  };
  // Ids come from entries that were checked when they were appended; the brands say only that.
  return row as unknown as RegisterRow;
}

function outcomeOf(record: ViewingRecord, open: string | null): RegisterRow["outcome"] {
  if (record.viewing === open) {
    return "open";
  }
  if (record.stopReason !== undefined) {
    return "stopped";
  }
  return record.endedAt === undefined ? "interrupted" : "ended";
}
