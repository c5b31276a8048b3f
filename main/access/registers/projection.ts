import { z } from "zod";
import type { Capacity } from "../../../shared/capacities.ts";
import { capacitySchema } from "../../../shared/model/capacity.ts";
import type { RefusalRow, RegisterRow } from "../../../shared/model/evidence.ts";
import type { RegisterPage, RegisterQuery } from "../../../shared/model/form.ts";
import { matchesFilter } from "../../../shared/registers.ts";
import { liftedSchema, witnessedSchema } from "../../../shared/model/withheld.ts";
import { frameRangeSchema, type FrameRange } from "../../../shared/model/footage.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { standingNumberSchema, type StandingNumber } from "../../../shared/model/standing-order.ts";
import type { LogEntry } from "../../formats/log-entry.ts";
import { slipNoteSchema } from "../../formats/receipt.ts";
import type { UpdateMemory } from "../../../shared/updates.ts";
import { noUpdates, rememberUpdate } from "./update-memory.ts";
import { mergeRanges, withoutRanges } from "../../../shared/time/frame-ranges.ts";

/** One stay of one person in the room. */
interface Stay {
  readonly person: string;
  readonly name: string;
  readonly capacity: Capacity;
  readonly from: string;
  to?: string;
  readonly shown: Map<string, FrameRange[]>;
  /** Frames released to a picture while this person was there, by the picture's key. */
  readonly released: Map<string, FrameRange[]>;
}

/** One picture of a viewing, until it has said the last of what it had shown. */
interface Opening {
  readonly asset: string;
  /** Frames of the grant; everything where an older log does not say. */
  readonly approved: readonly FrameRange[] | null;
  readonly released: FrameRange[];
  isOpen: boolean;
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
  readonly openings: Map<string, Opening>;
  readonly entries: number[];
  /** Numbers of the slips, in the order of the persons, and the entry that names them. */
  slips?: { readonly entry: number; readonly numbers: readonly string[] };
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
  readonly request?: string | undefined;
  /** The grant whose place it took. */
  readonly supersedes?: string | undefined;
  /** The standing order that it came under, with its number there. */
  readonly standing?: StandingNumber | undefined;
}

const registerFactsSchema = z.looseObject({ change: z.literal("authorisation.register"), version: z.int() });
const offlineLimitFactsSchema = z.looseObject({ change: z.literal("offline.limit"), version: z.int() });

/** What a grant's import entry says beside its digest; the register is read from it, not from the grant. */
export const importedGrantSchema = z.looseObject({
  grant: z.string(),
  digest: z.string(),
  request: z.string().optional(),
  requestNumber: z.string(),
  caseNo: z.string(),
  purpose: z.string(),
  room: z.string(),
  approvers: z.array(z.object({ person: z.string(), name: z.string() })),
  verbs: z.array(z.string()).optional(),
  notAfter: z.string().optional(),
  applicantClass: z.string().optional(),
  withheld: z.array(witnessedSchema).optional(),
  policy: z.string().optional(),
  supersedes: z.string().optional(),
  lifted: z.array(liftedSchema).optional(),
  standing: standingNumberSchema.optional(),
});

/** The facts of an import entry as they are written. */
export type GrantNote = z.input<typeof importedGrantSchema>;

const rosterSchema = z.array(z.looseObject({ person: z.string(), name: z.string(), capacity: capacitySchema }));
const slipsSchema = z.array(slipNoteSchema);
const rangesSchema = z.array(frameRangeSchema);
const subjectSchema = z.looseObject({ subject: z.string().optional() });
const detailSchema = z.looseObject({ detail: z.string().optional() });
/** The sitting that an entry is about, where it is about one. */
export const sittingNameSchema = z.looseObject({ viewing: z.string().optional() });

/** What entries of the log add up to, for registers and for judging grants (rule R10). */
export interface Projection {
  take(entry: LogEntry): void;
  imported(grant: string): ImportedGrant | null;
  /** The grant that took the place of this one; `null` while it stands. */
  supersededBy(grant: string): string | null;
  /** Grants that came under a standing order, with their numbers there. */
  underOrder(order: string): readonly { readonly grant: string; readonly standing: StandingNumber }[];
  /** Latest version of headquarters' word on working alone that this station has logged; 0 when none. */
  offlineVersion(): number;
  /** Latest version of the register of authorisations that this station has logged; 0 when none. */
  registerVersion(): number;
  /** What was ever logged of the program and its updates. */
  updates(): UpdateMemory;
  /** Sittings of this grant in which footage was opened; `except` leaves the sitting under way out. */
  openings(grant: string, except?: string): number;
  /** One sitting as it stands; null when the log knows none of this name. */
  viewing(viewing: string, context: { readonly open: string | null; readonly received: number }): RegisterRow | null;
  /** Register rows, newest first. `open` is the sitting under way; the rest without an end were interrupted. */
  viewings(context: { readonly open: string | null; readonly received: number }): RegisterRow[];
  /** Rows `[from, from + count)` of those that fit, newest first, and how many fit. Only these rows are made. */
  page(query: RegisterQuery, context: { readonly open: string | null; readonly received: number }): RegisterPage;
  refusals(): RefusalRow[];
}

/** An empty projection; feed it every entry in order. */
export function createProjection(): Projection {
  const viewings = new Map<string, ViewingRecord>();
  const grants = new Map<string, ImportedGrant>();
  const superseded = new Map<string, string>();
  const names = new Map<string, string>();
  const refusals: RefusalRow[] = [];
  let offlineVersion = 0;
  let registerVersion = 0;
  let updates = noUpdates;

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
      updates = rememberUpdate(updates, entry);
      if (entry.t === "config") {
        const stated = offlineLimitFactsSchema.safeParse(entry.b);
        offlineVersion = stated.success ? Math.max(offlineVersion, stated.data.version) : offlineVersion;
        const register = registerFactsSchema.safeParse(entry.b);
        registerVersion = register.success ? Math.max(registerVersion, register.data.version) : registerVersion;
      }
      if (entry.t === "grant.import") {
        const imported = importedGrantSchema.parse(entry.b);
        grants.set(imported.grant, { ...imported, at: entry.wall });
        if (imported.supersedes !== undefined) {
          superseded.set(imported.supersedes, imported.grant);
        }
      }
      if (entry.t === "session.open" || entry.t === "room.checkIn") {
        names.set(entry.b.person, entry.b.name);
      }
      if (entry.t === "room.prepare") {
        viewings.set(entry.b.viewing, begin(entry.b.viewing, entry.b.grant, entry.wall));
      }
      const { viewing } = sittingNameSchema.parse(entry.b);
      const record = viewing === undefined ? undefined : viewings.get(viewing);
      if (record !== undefined) {
        record.entries.push(entry.seq);
        takeStep(record, entry);
      }
    },
    offlineVersion: () => offlineVersion,
    registerVersion: () => registerVersion,
    updates: () => updates,
    imported: (grant) => grants.get(grant) ?? null,
    supersededBy: (grant) => superseded.get(grant) ?? null,
    underOrder: (order) =>
      [...grants.values()].flatMap(({ grant, standing }) => (standing?.order === order ? [{ grant, standing }] : [])),
    openings: (grant, except) =>
      [...viewings.values()].filter((record) => record.grant === grant && record.leased && record.viewing !== except)
        .length,
    viewing: (viewing, { open, received }) => {
      const record = viewings.get(viewing);
      const grant = record === undefined ? undefined : grants.get(record.grant);
      return record === undefined || grant === undefined ? null : rowOf(record, grant, open, received);
    },
    viewings: ({ open, received }) =>
      [...viewings.values()].toReversed().flatMap((record) => {
        const grant = grants.get(record.grant);
        return grant === undefined ? [] : [rowOf(record, grant, open, received)];
      }),
    page: ({ filter, from, count }, { open, received }) => {
      const found = [...viewings.values()].toReversed().filter((record) => isAsked(record, grants, open, filter));
      const rows = found.slice(from, from + count).flatMap((record) => {
        const grant = grants.get(record.grant);
        return grant === undefined ? [] : [rowOf(record, grant, open, received)];
      });
      return { total: found.length, rows };
    },
    refusals: () => refusals.toReversed(),
  };
}

function isAsked(
  record: ViewingRecord,
  grants: ReadonlyMap<string, ImportedGrant>,
  open: string | null,
  filter: RegisterQuery["filter"],
): boolean {
  const grant = grants.get(record.grant);
  return (
    grant !== undefined &&
    matchesFilter(
      {
        requestNumber: grant.requestNumber,
        caseNo: grant.caseNo,
        startedAt: record.startedAt,
        outcome: outcomeOf(record, open),
        persons: record.stays,
      },
      filter,
    )
  );
}

function begin(viewing: string, grant: string, startedAt: string): ViewingRecord {
  return { viewing, grant, startedAt, leased: false, marks: 0, stays: [], openings: new Map(), entries: [] };
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
    record.stays.push({ person, name, capacity, from: entry.wall, shown: new Map(), released: openIn(record) });
  } else if (entry.t === "room.checkOut") {
    leave(record, entry.b.person, entry.wall);
  } else if (entry.t === "view.intent" || entry.t === "view.lease" || entry.t === "view.shown") {
    takePicture(record, entry);
  } else if (entry.t === "key.open") {
    delete record.stopReason;
  } else if (entry.t === "view.stop") {
    record.stopReason = entry.b.reason;
    closeOpenings(record);
  } else if (entry.t === "view.end") {
    record.endedAt = entry.wall;
    const slips = slipsSchema.safeParse(entry.b["slips"]);
    if (slips.success) {
      record.slips = { entry: entry.seq, numbers: slips.data.map(({ no }) => no) };
    }
    closeOpenings(record);
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

const besideSchema = z.array(z.int()).catch([]);

const pictureSchema = z.looseObject({
  asset: z.string(),
  opening: z.int().optional(),
  last: z.boolean().optional(),
});

function takePicture(
  record: ViewingRecord,
  entry: Extract<LogEntry, { t: "view.intent" | "view.lease" | "view.shown" }>,
): void {
  const { asset, opening = 0, last = false } = pictureSchema.parse(entry.b);
  const key = `${asset}/${opening}`;
  if (entry.t === "view.intent") {
    closeOpenings(record, entry.b["beside"]);
    const approved = rangesSchema.safeParse(entry.b["frames"]);
    record.openings.set(key, { asset, approved: approved.success ? approved.data : null, released: [], isOpen: true });
  } else if (entry.t === "view.lease") {
    record.leased = true;
    release(record, key, asset, entry.b.frames);
  } else {
    attribute(record, asset, rosterSchema.parse(entry.b.roster), rangesSchema.parse(entry.b.ranges));
    if (last) {
      record.openings.delete(key);
      record.stays.forEach(({ released }) => released.delete(key));
    }
  }
}

/** Whoever is in the room while frames are released may see them, and so may whoever comes in before the picture goes. */
function release(record: ViewingRecord, key: string, asset: string, { from, to }: FrameRange): void {
  const opening = record.openings.get(key) ?? { asset, approved: null, released: [], isOpen: true };
  record.openings.set(key, opening);
  const frames = opening.approved === null ? [{ from, to }] : within([{ from, to }], opening.approved);
  opening.released.push(...frames);
  for (const stay of record.stays.filter((one) => one.to === undefined)) {
    stay.released.set(key, [...(stay.released.get(key) ?? []), ...frames]);
  }
}

function within(ranges: readonly FrameRange[], approved: readonly FrameRange[]): FrameRange[] {
  return withoutRanges(ranges, withoutRanges(ranges, approved));
}

/** A picture takes the place of what was open, but for the openings that its intent says it comes beside. */
function closeOpenings(record: ViewingRecord, beside: unknown = []): void {
  const kept = new Set(besideSchema.parse(beside));
  for (const [key, opening] of record.openings) {
    opening.isOpen &&= kept.has(Number(key.slice(key.lastIndexOf("/") + 1)));
  }
}

/** What the pictures that are open now have been given already. */
function openIn(record: ViewingRecord): Map<string, FrameRange[]> {
  const open = [...record.openings].filter(([, { isOpen }]) => isOpen);
  return new Map(open.map(([key, { released }]) => [key, [...released]]));
}

/** Frames that were released in front of a person and never reported as shown or not shown. */
function possibleFor(record: ViewingRecord, stay: Stay): { asset: string; ranges: FrameRange[] }[] {
  const byAsset = new Map<string, FrameRange[]>();
  for (const [key, frames] of stay.released) {
    const asset = record.openings.get(key)?.asset ?? "";
    byAsset.set(asset, [...(byAsset.get(asset) ?? []), ...frames]);
  }
  return [...byAsset]
    .map(([asset, ranges]) => ({ asset, ranges: withoutRanges(ranges, stay.shown.get(asset) ?? []) }))
    .filter(({ ranges }) => ranges.length > 0);
}

/** Each shown range belongs to each person then present (rule R9): to their stay under way, or the one just over. */
function attribute(
  record: ViewingRecord,
  asset: string,
  roster: readonly { readonly person: string }[],
  ranges: readonly FrameRange[],
): void {
  for (const { person } of ranges.length === 0 ? [] : roster) {
    const stay = record.stays.findLast((known) => known.person === person);
    stay?.shown.set(asset, mergeRanges([...(stay.shown.get(asset) ?? []), ...ranges]));
  }
}

function rowOf(record: ViewingRecord, grant: ImportedGrant, open: string | null, received: number): RegisterRow {
  const persons = record.stays.map((stay) => {
    const { person, name, capacity, from, to, shown } = stay;
    const possible = possibleFor(record, stay);
    const frames = [...shown].map(([asset, ranges]) => ({ asset, ranges }));
    return {
      person,
      name,
      capacity,
      from,
      ...(to === undefined ? {} : { to }),
      frames,
      ...(possible.length === 0 ? {} : { possible }),
    };
  });
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
    ...(record.slips === undefined ? {} : { ended: record.slips.entry, receipts: receiptsOf(record) }),
    received: record.entries.every((index) => index < received),
  };
  // Ids come from entries that were checked when they were appended; the brands say only that.
  return row as unknown as RegisterRow;
}

/** Everybody once, in the order in which they first came in: the order of the slips. */
export function onceEach<P extends { readonly person: string }>(stays: readonly P[]): P[] {
  return stays.filter(({ person }, at) => stays.findIndex((other) => other.person === person) === at);
}

function receiptsOf({ stays, slips }: ViewingRecord): RegisterRow["receipts"] {
  const owners = onceEach(stays);
  // Ids come from entries that were checked when they were appended.
  return slips?.numbers.flatMap((no, index) => {
    const person = owners[index]?.person as NonNullable<RegisterRow["receipts"]>[number]["person"] | undefined;
    return person === undefined ? [] : [{ person, no }];
  });
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
