import type { ExtractionRecord } from "../../../shared/model/extraction.ts";
import { base64, fromUtf8 } from "../../formats/bytes.ts";
import { formatCitation, signFrameTree } from "../../formats/citation.ts";
import type { ClipProof } from "../../formats/clip-proof.ts";
import { frameTreeRoot, segmentOfFrame } from "../../formats/footage-package.ts";
import { encodeFrameRecord, type FrameRecord, type SampleRow } from "../../formats/frame-table.ts";
import { inclusionProof } from "../../formats/merkle.ts";
import { rangeProof } from "../../formats/range-proof.ts";
import type { ExtractionParts } from "./parts.ts";
import type { Stored } from "./stored.ts";

/** Signed root of a recording's frame tree. */
export function signedTree({ header: { manifest } }: Stored, signer: ExtractionParts["signer"]): string {
  const { asset, frames } = manifest;
  return signFrameTree({ asset, frames, root: frameTreeRoot(manifest) }, signer);
}

/** The row of a frame of the first track; `null` where no such frame is. */
export async function rowOf(stored: Stored, frame: number): Promise<SampleRow | null> {
  const segment = segmentOfFrame(stored.header.manifest, frame);
  if (segment === null) {
    return null;
  }
  const table = await stored.table(segment);
  return table.tracks[0]?.find((row) => row.frame === frame) ?? null;
}

/** The citation of one frame as text; `null` where no such frame is. */
export async function citationOf(
  stored: Stored,
  frame: number,
  signer: ExtractionParts["signer"],
): Promise<string | null> {
  const row = await rowOf(stored, frame);
  if (row === null) {
    return null;
  }
  const record = await stored.record(frame, row);
  return formatCitation(encodeFrameRecord(stored.header.manifest.asset, record), {
    index: frame,
    proof: inclusionProof(stored.leaves, frame, stored.leaves.length),
    checkpoint: signedTree(stored, signer),
  });
}

/** The proof that goes into a clip with these frames. */
export function proofOf(
  stored: Stored,
  { number, form: { order } }: Pick<ExtractionRecord, "number" | "form">,
  orderDigest: string,
  records: readonly FrameRecord[],
  signer: ExtractionParts["signer"],
): ClipProof {
  const { asset } = order;
  const byFrame = new Map(records.map((record) => [record.frame, record]));
  const first = Math.min(...byFrame.keys());
  const end = Math.max(...byFrame.keys()) + 1;
  const leaves = Array.from({ length: end - first }, (_, index) => {
    const record = byFrame.get(first + index);
    const leaf = stored.leaves[first + index];
    return record === undefined ? base64(leaf ?? new Uint8Array()) : fromUtf8(encodeFrameRecord(asset, record));
  });
  return {
    v: 1,
    t: "vitrine clip",
    number,
    order: orderDigest,
    asset,
    manner: order.manner,
    from: order.from,
    to: order.to,
    first,
    leaves,
    proof: rangeProof(stored.tree, { from: first, to: end }, stored.leaves.length).map(base64),
    tree: signedTree(stored, signer),
  };
}
