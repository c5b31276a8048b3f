import { coversRanges } from "../../../shared/time/frame-ranges.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { EvidenceForm, ExtractionRecord, FrameEnd } from "../../../shared/model/extraction.ts";
import type { ExtractionRefusal } from "../../../shared/extractions.ts";
import { equalBytes, fromHex } from "../../formats/bytes.ts";
import { parseGrantFile } from "../../formats/grant-file.ts";
import { planCut, segmentsFor } from "./laying.ts";
import type { ExtractionParts } from "./parts.ts";
import { rowOf } from "./proving.ts";
import { openStored, storedRefusal, type Stored } from "./stored.ts";

const refused = (reason: ExtractionRefusal, frame?: number): Failure =>
  frame === undefined ? { code: "extraction", reason } : { code: "extraction", reason, frame };

/**
 * Holds an evidence mark against the grant under which its frames were seen, and against the recording.
 *
 * The marker has seen every frame of it: all are approved and none is withheld, nor any that a decoder needs ahead of
 * them. Digests, times, root and manifest are those of the recording, so that the mark can mean nothing else (rule R6).
 */
export async function markFailure(
  parts: ExtractionParts,
  form: EvidenceForm,
  person: string,
  footage: Footage,
): Promise<Failure | null> {
  if (footage.destroyedOn !== undefined) {
    return refused("destroyed");
  }
  if (footage.kind === "audio") {
    return refused("kind-unsupported");
  }
  const shape = shapeFailure(form, footage);
  if (shape !== null) {
    return shape;
  }
  const seen = await grantFailure(parts, form, person);
  if (seen !== null) {
    return seen;
  }
  try {
    return await storedFailure(parts, form);
  } catch (error) {
    const reason = storedRefusal(error);
    if (reason === null) {
      throw error;
    }
    return refused(reason);
  }
}

async function storedFailure(parts: ExtractionParts, form: EvidenceForm): Promise<Failure | null> {
  const { order, first, last } = form;
  const stored = await openStored(parts, order.asset);
  if (stored === null) {
    return refused("destroyed");
  }
  try {
    const { manifest, manifestDigest } = stored.header;
    if (order.manifestDigest !== manifestDigest || order.tableRoot !== manifest.frameTableRoot) {
      return refused("not-the-frames");
    }
    for (const end of [first, last]) {
      // oxlint-disable-next-line no-await-in-loop -- one table after the other
      if (!(await isFrame(stored, end))) {
        return refused("not-the-frames", end.frame);
      }
    }
    return await leadFailure(parts, stored, form);
  } finally {
    await stored.close();
  }
}

function shapeFailure({ order, first, last }: EvidenceForm, footage: Footage): Failure | null {
  const { from, to, exhibit } = order;
  const fits =
    from < to &&
    to <= footage.frames &&
    first.frame === from &&
    last.frame === to - 1 &&
    first.digest === order.firstDigest &&
    last.digest === order.lastDigest &&
    (exhibit === "clip" || to - from === 1) &&
    (footage.kind === "video" || exhibit === "still");
  return fits ? null : { code: "bad-request", field: "form.order" };
}

async function isFrame(stored: Stored, { frame, ticks, timescale, digest }: FrameEnd): Promise<boolean> {
  const row = await rowOf(stored, frame);
  const [track] = stored.header.manifest.tracks;
  return row !== null && row.at === ticks && track?.timescale === timescale && equalBytes(row.digest, fromHex(digest));
}

/** What the marker's grant shows of the recording, and what it hides. */
async function seenUnder(
  { database }: ExtractionParts,
  { grant, order }: EvidenceForm,
  person: string,
): Promise<{
  readonly frames: readonly { readonly from: number; readonly to: number }[];
  readonly hidden: readonly { readonly from: number; readonly to: number }[];
} | null> {
  const row = await database.selectFrom("access_grant").select("file").where("grant_id", "=", grant).executeTakeFirst();
  const leaf = row === undefined ? null : parseGrantFile(row.file).leaf;
  const asset = leaf?.assets.find((one) => one.asset === order.asset);
  const isThere =
    leaf?.viewers.some((one) => one.person === person) === true ||
    leaf?.supervisors.some((one) => one.person === person) === true;
  return leaf === null || asset === undefined || !isThere
    ? null
    : { frames: asset.frames, hidden: (leaf.withheld ?? []).filter((line) => line.asset === order.asset) };
}

async function grantFailure(parts: ExtractionParts, form: EvidenceForm, person: string): Promise<Failure | null> {
  const seen = await seenUnder(parts, form, person);
  const { from, to } = form.order;
  const hidden = seen?.hidden.find((line) => line.from < to && from < line.to);
  if (hidden !== undefined) {
    return refused("withheld", Math.max(from, hidden.from));
  }
  return seen !== null && coversRanges(seen.frames, [{ from, to }]) ? null : refused("outside-grant");
}

/** Samples ahead of the first frame travel in the clip: what is withheld must not be among them. Coding anew leaves them out. */
async function leadFailure(parts: ExtractionParts, stored: Stored, form: EvidenceForm): Promise<Failure | null> {
  const { order } = form;
  const { manifest } = stored.header;
  if (manifest.kind !== "video" || (order.manner === "recode" && order.exhibit === "clip")) {
    return null;
  }
  const tables = await Promise.all(
    segmentsFor(manifest, order).map(async (index) => ({ index, table: await stored.table(index) })),
  );
  const { pictures } = planCut(manifest, tables, order);
  const row = await parts.database
    .selectFrom("access_grant")
    .select("file")
    .where("grant_id", "=", form.grant)
    .executeTakeFirst();
  const lines = row === undefined ? [] : (parseGrantFile(row.file).leaf.withheld ?? []);
  const hidden = pictures
    .map(({ row: { frame } }) => frame)
    .find((frame) => lines.some((line) => line.asset === order.asset && frame >= line.from && frame < line.to));
  return hidden === undefined ? null : refused("withheld", hidden);
}

/** Whether the recording's own times agree with those of the documents, by the pack's tolerance (O-63). */
export function timesOf(
  { policy }: Pick<ExtractionParts, "policy">,
  { documents }: EvidenceForm,
  { recordedFrom, recordedTo, clockOffsetSeconds }: Footage,
): ExtractionRecord["times"] {
  if (documents === undefined) {
    return undefined;
  }
  const difference = (recorded: string, written: string): number =>
    Math.round((Date.parse(recorded) - Date.parse(written)) / 1000) - clockOffsetSeconds;
  const fromSeconds = difference(recordedFrom, documents.from);
  const toSeconds = difference(recordedTo, documents.to);
  const { toleranceSeconds } = policy.timeMatch;
  return {
    agrees: Math.max(Math.abs(fromSeconds), Math.abs(toSeconds)) <= toleranceSeconds,
    fromSeconds,
    toSeconds,
  };
}
