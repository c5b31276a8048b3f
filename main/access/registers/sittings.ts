import { z } from "zod";
import type { RegisterRow } from "../../../shared/model/evidence.ts";
import { frameRangeSchema } from "../../../shared/model/footage.ts";
import type { Entered, GrantFacts, SittingEvent, SittingFacts, StayFacts } from "../../../shared/model/sitting.ts";
import { fromBase64 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { LogEntry } from "../../formats/log-entry.ts";
import { importedGrantSchema, sittingNameSchema } from "./projection.ts";

/** What was printed, counted from the log so that a restart goes on where it stopped. */
export interface Prints {
  /** Prints of this form in this year so far. */
  count(form: string, year: string): number;
}

/** The sittings of the log as forms F2, F3 and F6 need them (rule R10). */
export interface Sittings extends Prints {
  take(entry: LogEntry): void;
  /** A sitting, or null when the log knows none of this name. `row` is the register's. */
  find(viewing: string, row: RegisterRow): SittingFacts | null;
}

const checkInSchema = z.looseObject({
  unit: z.string().optional(),
  certificateNo: z.string().optional(),
  certificate: z.string().optional(),
  act: z.base64().optional(),
  /** Of somebody without a certificate: kind of document, its number masked, and the digest of their hand. */
  document: z.string().optional(),
  idMask: z.string().optional(),
  signature: z.string().optional(),
  papersChecked: z.boolean().optional(),
  devicesDeposited: z.boolean().optional(),
});

const intentSchema = z.looseObject({
  asset: z.string(),
  volume: z.string().optional(),
  secrecy: z.string().optional(),
  frames: z.array(frameRangeSchema).optional(),
});

const eventSchema = z.looseObject({
  reason: z.string().optional(),
  kind: z.string().optional(),
  note: z.string().optional(),
  supervisor: z.string().optional(),
  asset: z.string().optional(),
  frame: z.int().optional(),
  objection: z.string().optional(),
});

interface Sitting {
  readonly prepared: Entered;
  readonly grant: string;
  readonly stays: (StayFacts & { left?: Entered })[];
  notice?: Entered;
  readonly recordings: Map<string, SittingFacts["recordings"][number]>;
  readonly events: SittingEvent[];
  readonly shown: number[];
  ended?: Entered;
}

/** An empty record; feed it every entry in order. */
export function createSittings(): Sittings {
  const sittings = new Map<string, Sitting>();
  const grants = new Map<string, GrantFacts>();
  const printed = new Map<string, number>();

  return {
    take: (entry) => {
      if (entry.t === "grant.import") {
        grants.set(entry.b.grant, grantOf(entry));
      } else if (entry.t === "room.prepare") {
        sittings.set(entry.b.viewing, {
          prepared: entered(entry),
          grant: entry.b.grant,
          stays: [],
          recordings: new Map(),
          events: [],
          shown: [],
        });
      } else if (entry.t === "form.print") {
        const key = `${entry.b.form}/${entry.b.year}`;
        printed.set(key, (printed.get(key) ?? 0) + 1);
      } else {
        const { viewing } = sittingNameSchema.parse(entry.b);
        const sitting = viewing === undefined ? undefined : sittings.get(viewing);
        if (sitting !== undefined) {
          takeStep(sitting, entry);
        }
      }
    },
    count: (form, year) => printed.get(`${form}/${year}`) ?? 0,
    find: (viewing, row) => {
      const sitting = sittings.get(viewing);
      const grant = sitting === undefined ? undefined : grants.get(sitting.grant);
      return sitting === undefined || grant === undefined
        ? null
        : { ...sitting, viewing, grant, recordings: [...sitting.recordings.values()], row };
    },
  };
}

function entered({ seq, wall }: LogEntry): Entered {
  return { entry: seq, at: wall };
}

function grantOf(entry: Extract<LogEntry, { t: "grant.import" }>): GrantFacts {
  const {
    digest,
    requestNumber,
    caseNo,
    purpose,
    room,
    approvers,
    verbs,
    applicantClass,
    notAfter,
    policy,
    withheld,
    lifted,
  } = importedGrantSchema.parse(entry.b);
  return {
    ...entered(entry),
    digest,
    requestNumber,
    caseNo,
    purpose,
    room,
    approvers,
    verbs: verbs ?? [],
    ...given({ applicantClass, notAfter, policy }),
    ...(withheld === undefined ? {} : { withheld }),
    ...(lifted === undefined ? {} : { lifted }),
  };
}

function takeStep(sitting: Sitting, entry: LogEntry): void {
  if (entry.t === "room.checkIn") {
    sitting.stays.push(stayOf(entry));
  } else if (entry.t === "room.checkOut") {
    leave(sitting, entered(entry), entry.b.person);
  } else if (entry.t === "room.notice") {
    sitting.notice ??= entered(entry);
  } else if (entry.t === "view.lease" || entry.t === "view.shown") {
    sitting.shown.push(entry.seq);
  } else if (entry.t === "view.end") {
    sitting.ended = entered(entry);
    leave(sitting, entered(entry));
  } else {
    takeEvent(sitting, entry);
  }
}

const whats: Readonly<Partial<Record<LogEntry["t"], SittingEvent["what"]>>> = {
  "key.open": "unlocked",
  "view.intent": "opened",
  "view.stop": "stopped",
  "room.confirm": "confirmed",
  "verify.fail": "damaged",
  "mark.add": "mark",
};

/** Everything else that names the sitting is an event of it, those that later versions write among them. */
function takeEvent(sitting: Sitting, entry: LogEntry): void {
  if (entry.t === "view.receipt") {
    return;
  }
  if (entry.t === "view.intent") {
    const recording = recordingOf(entry);
    sitting.recordings.set(recording.asset, recording);
  }
  const read = eventSchema.safeParse(entry.b);
  const facts = read.success ? read.data : {};
  const what = facts.kind === "objection" ? "objection" : (whats[entry.t] ?? "other");
  const detail = what === "mark" || what === "objection" ? facts.note : (facts.reason ?? facts.kind);
  sitting.events.push({
    ...entered(entry),
    what,
    type: entry.t,
    ...given({
      detail,
      asset: facts.asset,
      frame: facts.frame,
      person: facts.supervisor ?? entry.person,
      digest: facts.objection,
    }),
  });
}

function recordingOf(entry: Extract<LogEntry, { t: "view.intent" }>): SittingFacts["recordings"][number] {
  const { asset, volume, secrecy, frames } = intentSchema.parse(entry.b);
  return { ...entered(entry), asset, approved: frames ?? [], ...given({ volume, secrecy }) };
}

/** What an entry says; what it does not say is absent. */
function given<V extends Readonly<Record<string, string | number | boolean | undefined>>>(
  values: V,
): { [K in keyof V]?: Exclude<V[K], undefined> } {
  // Only what is undefined is left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof V]?: Exclude<V[K], undefined>;
  };
}

function stayOf(entry: Extract<LogEntry, { t: "room.checkIn" }>): StayFacts {
  const { person, name, capacity } = entry.b;
  const { act, signature: hand, ...facts } = checkInSchema.parse(entry.b);
  const { unit, certificateNo, certificate, document, idMask, papersChecked, devicesDeposited } = facts;
  const signature = hand ?? (act === undefined ? undefined : sha256Hex(fromBase64(act)));
  return {
    ...entered(entry),
    person,
    name,
    capacity,
    ...given({ unit, certificateNo, certificate, document, idMask, signature, papersChecked, devicesDeposited }),
  };
}

function leave(sitting: Sitting, left: Entered, person?: string): void {
  for (const stay of sitting.stays) {
    if (stay.left === undefined && (person === undefined || stay.person === person)) {
      stay.left = left;
    }
  }
}
