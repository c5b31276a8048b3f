import type { ClipListing, ExtractionRecord } from "../../../shared/model/extraction.ts";
import type { JsonValue } from "../../formats/canonical-json.ts";
import { canonicalText } from "../../formats/statement.ts";
import type { ClipStore } from "./clip-store.ts";
import { decodedPictures } from "./coding.ts";
import type { ExtractionParts } from "./parts.ts";
import { proofOf, rowOf } from "./proving.ts";
import { digestOf, readClip } from "./reading.ts";
import { openStored } from "./stored.ts";

/**
 * What the kept copy of a piece of evidence presents, read back from its file each time somebody asks.
 *
 * @returns `null` when there is no clip, or when what lies there is none.
 */
export async function listingOf(
  parts: ExtractionParts,
  clips: ClipStore,
  record: ExtractionRecord,
): Promise<ClipListing | null> {
  const { id, cut, form } = record;
  if (cut === undefined) {
    return null;
  }
  if (cut.type !== "video/mp4") {
    return photoListing(parts, clips, record);
  }
  return clips.read(id, async (source) => {
    const read = await readClip(source);
    if (read === null || read.proof === null) {
      return null;
    }
    const isCodedAnew = form.order.manner === "recode" && form.order.exhibit === "clip";
    const presented = isCodedAnew ? (await decodedPictures(await source.read(0, source.size))).sha256 : read.presented;
    return { clip: read.clip, proof: read.proofText, presented: [...presented] };
  });
}

/** A photo carries no proof inside: its bytes are the original's. */
async function photoListing(
  parts: ExtractionParts,
  clips: ClipStore,
  record: ExtractionRecord,
): Promise<ClipListing | null> {
  const clip = await clips.read(record.id, digestOf);
  const order = record.steps.find(({ act }) => act === "consent")?.digest;
  const stored = clip === null || order === undefined ? null : await openStored(parts, record.form.order.asset);
  if (stored === null || clip === null || order === undefined) {
    return null;
  }
  try {
    const row = await rowOf(stored, 0);
    if (row === null) {
      return null;
    }
    const proof = proofOf(stored, record, order, [await stored.record(0, row)], parts.signer);
    return { clip, proof: canonicalText(proof as JsonValue), presented: [clip] };
  } finally {
    await stored.close();
  }
}
