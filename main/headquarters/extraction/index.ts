import { setImmediate } from "node:timers/promises";
import { extractionSteps } from "../../../shared/access/extraction-duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { ClipListing, ExtractionRecord, ExtractionView } from "../../../shared/model/extraction.ts";
import type { Role } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { newIncident } from "../../diagnostics/index.ts";
import type { DirectoryEntry } from "../directory.ts";
import type { Session } from "../sessions.ts";
import { openClipStore, type ClipStore } from "./clip-store.ts";
import { cutOrder } from "./cutting.ts";
import { listingOf } from "./listing.ts";
import type { ExtractionParts } from "./parts.ts";
import { citationOf } from "./proving.ts";
import { openExtractionRecords, type ExtractionRecords } from "./records.ts";
import { openStored, storedRefusal } from "./stored.ts";
import { takeStep } from "./take.ts";
import { handOut, type HandedOut } from "./handing-out.ts";

export type { HandedOut } from "./handing-out.ts";

/** Evidence marks, orders, clips and their citations. No picture leaves by any of these doors but `handOut`, which is no route. */
export interface Extractions {
  /** As far as this person may know of the recordings; newest first. */
  list(reader: DirectoryEntry): Promise<Result<ExtractionView[], Failure>>;
  /** Takes a signed act; a cut begins at once. Refusals are in the log (rule R12). */
  take(cms: Uint8Array, session: Session, reader: DirectoryEntry): Promise<Result<ExtractionView, Failure>>;
  listing(extraction: string, reader: DirectoryEntry): Promise<Result<ClipListing, Failure>>;
  cite(asset: string, frame: number, reader: DirectoryEntry): Promise<Result<{ citation: string }, Failure>>;
  /** Name of the evidence with this number of form F7; `null` when there is none. */
  byNumber(number: string): Promise<string | null>;
  /** Writes a kept clip and its papers into a folder of this machine: what the archivist burns (O-71). */
  handOut(extraction: string, folder: string, person: string): Promise<Result<HandedOut, Failure>>;
  /** Resolves when every cut that was begun is done. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** How long an answer waits for a cut; a long one goes on, and the record says so. */
const patienceMs = 8_000;
const clerks: ReadonlySet<Role> = new Set([...Object.values(extractionSteps).flatMap(({ by }) => by), "compliance"]);

/** Opens the room and goes on with cuts that a stop interrupted. */
export async function openExtractions(
  parts: ExtractionParts,
  onIncident: (incident: string, error: unknown) => void,
): Promise<Extractions> {
  const records = openExtractionRecords(parts);
  const clips = openClipStore(parts, records);
  const { journal, catalogue, policy } = parts;
  let cuts: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const begin = (extraction: string): Promise<unknown> => {
    const turn = cuts.then(async () => {
      await setImmediate();
      return isClosed ? undefined : cutOne(parts, records, clips, extraction);
    });
    cuts = turn.catch((error: unknown) => onIncident(newIncident(), error));
    return cuts;
  };
  for (const { id, state } of await records.list()) {
    if (state === "cutting") {
      void begin(id);
    }
  }

  const viewOf = async (record: ExtractionRecord, reader: DirectoryEntry): Promise<ExtractionView | null> => {
    const footage = await catalogue.show(record.form.order.asset, reader);
    return footage === null ? null : { ...record, footage };
  };
  const seen = async (extraction: string, reader: DirectoryEntry): Promise<Result<ExtractionView, Failure>> => {
    const record = await records.find(extraction);
    const view = record === null || !mayLook(reader) ? null : await viewOf(record, reader);
    return view === null ? fail({ code: "extraction", reason: "unknown" }) : ok(view);
  };

  return {
    list: async (reader) => {
      if (!mayLook(reader)) {
        const article = groundArticle(policy, "noAuthority");
        return fail({ code: "not-permitted", action: "extraction", ...(article === undefined ? {} : { article }) });
      }
      const all = await Promise.all((await records.list()).map((record) => viewOf(record, reader)));
      return ok(all.filter((view) => view !== null));
    },
    take: async (cms, session, reader) => {
      const taken = await parts.inTurn(() => takeStep(parts, records, cms, session));
      if (!taken.ok) {
        journal.refuse({ attempt: "extraction", person: session.person, station: session.station }, taken.failure);
        return taken;
      }
      if (taken.value.state === "cutting") {
        await Promise.race([begin(taken.value.id), patience()]);
      }
      return seen(taken.value.id, reader);
    },
    listing: async (extraction, reader) => {
      const found = await seen(extraction, reader);
      if (!found.ok) {
        return found;
      }
      const listing = await parts.inTurn(() => listingOf(parts, clips, found.value));
      return listing === null ? fail({ code: "extraction", reason: "not-a-clip" }) : ok(listing);
    },
    cite: async (asset, frame, reader) => {
      if ((await catalogue.show(asset, reader)) === null) {
        return fail({ code: "not-found", subject: "footage" });
      }
      const cited = await citeFrame(parts, asset, frame);
      if (cited.ok) {
        journal.record({ t: "hq.citation", b: { asset, frame }, person: reader.person.person });
      }
      return cited;
    },
    byNumber: async (number) => (await records.list()).find((one) => one.number === number)?.id ?? null,
    handOut: async (extraction, folder, person) => {
      const record = await records.find(extraction);
      return record === null
        ? fail({ code: "extraction", reason: "unknown" })
        : parts.inTurn(() => handOut(parts, clips, record, { folder, person }));
    },
    idle: async () => {
      await cuts;
    },
    close: async () => {
      isClosed = true;
      await cuts;
    },
  };
}

async function citeFrame(
  parts: ExtractionParts,
  asset: string,
  frame: number,
): Promise<Result<{ citation: string }, Failure>> {
  try {
    const stored = await openStored(parts, asset);
    if (stored === null) {
      return fail({ code: "extraction", reason: "destroyed" });
    }
    try {
      const citation = await citationOf(stored, frame, parts.signer);
      return citation === null ? fail({ code: "bad-request", field: "frame" }) : ok({ citation });
    } finally {
      await stored.close();
    }
  } catch (error) {
    const reason = storedRefusal(error);
    if (reason === null) {
      throw error;
    }
    return fail({ code: "extraction", reason });
  }
}

function mayLook({ person, outside }: DirectoryEntry): boolean {
  return !outside && person.roles.some((role) => clerks.has(role));
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs).unref();
  });
}

/** Cuts one order; what comes of it is in the log before it is a row. An order that cannot be cut waits as it was. */
async function cutOne(
  parts: ExtractionParts,
  records: ExtractionRecords,
  clips: ClipStore,
  extraction: string,
): Promise<void> {
  await parts.inTurn(async () => {
    const record = await records.find(extraction);
    const order = record?.steps.find(({ act }) => act === "consent")?.digest;
    const act = record?.steps.findLast((step) => step.act === "extract");
    if (record?.state !== "cutting" || order === undefined || act === undefined) {
      return;
    }
    const outcome = await cutOrder(parts, clips, record, order);
    const about = { extraction, number: record.number, digest: act.digest, asset: record.form.order.asset };
    if (!outcome.ok) {
      parts.journal.record({ t: "hq.extraction", b: { ...about, step: "cut.failed", reason: outcome.reason } });
      const failed = { ...act, act: "extract.failed", note: outcome.reason };
      const { extraction: _none, ...before } = record;
      await records.keep({
        ...before,
        state: "consented",
        steps: [...record.steps.filter((step) => step !== act), failed],
      });
      return;
    }
    const { clip, bytes, carried } = outcome.cut;
    const [logged] = parts.journal.record({
      t: "hq.extraction",
      b: { ...about, step: "cut", clip, bytes, carried },
    });
    await records.keep({
      ...record,
      state: "extracted",
      cut: { ...outcome.cut, entry: logged?.index ?? 0, retained: `${record.number}-C` },
    });
  });
}
