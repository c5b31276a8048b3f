import type { Cut, ExtractionRecord } from "../../../shared/model/extraction.ts";
import type { ExtractionRefusal } from "../../../shared/extractions.ts";
import { clipProofAsBox } from "../../formats/clip-proof.ts";
import type { FrameRecord } from "../../formats/frame-table.ts";
import { frameDifference } from "../../../shared/access/frame-difference.ts";
import { hex } from "../../formats/bytes.ts";
import type { ClipStore } from "./clip-store.ts";
import { codeAnew, CodingFailed, drawStill, NoFfmpeg } from "./coding.ts";
import { planCut, segmentsFor, type CutPlan } from "./laying.ts";
import type { ExtractionParts } from "./parts.ts";
import { proofOf } from "./proving.ts";
import { readClip } from "./reading.ts";
import { openStored, storedRefusal, type Stored } from "./stored.ts";

/** A clip that was cut and kept, or why there is none. */
export type CutOutcome =
  | { readonly ok: true; readonly cut: Omit<Cut, "entry" | "retained"> }
  | { readonly ok: false; readonly reason: ExtractionRefusal };

/**
 * Cuts what was ordered from the original, keeps the copy sealed and reads it back.
 *
 * Afterwards the kept file is known to present exactly the ordered frames. The original is read through once, and every
 * frame at its place in it; anything that is not what the signed manifest says ends the extraction.
 */
export async function cutOrder(
  parts: ExtractionParts,
  clips: ClipStore,
  record: ExtractionRecord,
  orderDigest: string,
): Promise<CutOutcome> {
  try {
    const stored = await openStored(parts, record.form.order.asset);
    if (stored === null) {
      return { ok: false, reason: "destroyed" };
    }
    try {
      return { ok: true, cut: await cutFrom(parts, clips, stored, record, orderDigest) };
    } finally {
      await stored.close();
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) {
      throw error;
    }
    return { ok: false, reason };
  }
}

function reasonOf(error: unknown): ExtractionRefusal | null {
  if (error instanceof NoFfmpeg) {
    return "no-ffmpeg";
  }
  if (error instanceof CodingFailed) {
    return "coding-failed";
  }
  return storedRefusal(error);
}

async function cutFrom(
  { signer }: ExtractionParts,
  clips: ClipStore,
  stored: Stored,
  record: ExtractionRecord,
  orderDigest: string,
): Promise<Omit<Cut, "entry" | "retained">> {
  const { order } = record.form;
  const { manifest } = stored.header;
  await stored.assertOriginal();
  if (manifest.kind === "photo") {
    return cutPhoto(clips, stored, record);
  }
  const tables = await Promise.all(
    segmentsFor(manifest, order).map(async (index) => ({ index, table: await stored.table(index) })),
  );
  const plan = planCut(manifest, tables, order);
  const records = await recordsOf(stored, plan);
  const proof = proofOf(stored, record, orderDigest, records, signer);
  const ordered = records.filter(({ frame }) => frame >= order.from && frame < order.to);
  const samples = (take: (bytes: Uint8Array) => Promise<void>): Promise<void> => writeSamples(stored, plan, take);
  const facts = {
    carried: records.length - ordered.length,
    keyframe: plan.keyframe,
    lead: plan.lead,
    originalDigest: manifest.mediaDigest,
  };
  if (order.manner === "recode" && order.exhibit === "clip") {
    const coded = await codeAnew(samples, { lead: plan.lead, frames: order.to - order.from });
    const kept = await clips.keep(record.id, async (take) => {
      await take(coded.file);
      await take(clipProofAsBox({ ...proof, pictures: coded.pictures }));
    });
    return { ...kept, ...facts, type: "video/mp4", pictures: coded.pictures.format };
  }
  // A still is a clip of one frame: that is what proves itself; its picture is drawn from it.
  const still = order.exhibit === "still" ? (await drawStill(samples, plan.lead)).pictures : null;
  const kept = await clips.keep(record.id, async (take) => {
    await samples(take);
    await take(clipProofAsBox(still === null ? proof : { ...proof, pictures: still }));
  });
  await assertReadBack(clips, record, ordered);
  return { ...kept, ...facts, type: "video/mp4", ...(still === null ? {} : { pictures: still.format }) };
}

/** The file as it lies there is read with the reader of originals, not with what wrote it. */
async function assertReadBack(
  clips: ClipStore,
  { id, form: { order } }: ExtractionRecord,
  ordered: readonly FrameRecord[],
): Promise<void> {
  const read = await clips.read(id, readClip);
  const expected = ordered.toSorted((a, b) => a.frame - b.frame).map(({ digest }) => hex(digest));
  if (read === null || frameDifference(expected, read.presented, order.from) !== null) {
    throw new CodingFailed("kept clip does not present the ordered frames");
  }
}

async function recordsOf(stored: Stored, { pictures }: CutPlan): Promise<FrameRecord[]> {
  const records: FrameRecord[] = [];
  for (const { row } of pictures) {
    if (row.frame >= 0) {
      // Each is read at its place in the original, in decode order: the disk stays sequential.
      // oxlint-disable-next-line no-await-in-loop
      records.push(await stored.record(row.frame, row));
    }
  }
  return records;
}

async function writeSamples(
  stored: Stored,
  { file }: CutPlan,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  await take(file.head);
  let open: { readonly index: number; readonly media: Uint8Array } | null = null;
  for (const { segment, offset, length } of file.extents) {
    if (open?.index !== segment) {
      // Extents come segment by segment; one is held at a time.
      // oxlint-disable-next-line no-await-in-loop
      open = await stored.segment(segment);
    }
    // oxlint-disable-next-line no-await-in-loop
    await take(open.media.subarray(offset, offset + length));
  }
}

/** A photo is its own exhibit: the file as it was taken in, byte for byte. */
async function cutPhoto(
  clips: ClipStore,
  stored: Stored,
  { id }: ExtractionRecord,
): Promise<Omit<Cut, "entry" | "retained">> {
  const { manifest } = stored.header;
  const { media } = await stored.segment(0);
  const kept = await clips.keep(id, (take) => take(media));
  const type = manifest.tracks[0]?.codec === "image/png" ? "image/png" : "image/jpeg";
  return { ...kept, type, carried: 0, keyframe: 0, lead: 0, originalDigest: manifest.mediaDigest };
}
