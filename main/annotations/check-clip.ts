import { frameDifference } from "../../shared/access/frame-difference.ts";
import type { Failure } from "../../shared/failure.ts";
import type { ClipCheck, ClipListing, ExtractionRecord } from "../../shared/model/extraction.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { hex, utf8 } from "../formats/bytes.ts";
import { openClipProof, readClipProof, type ClipProof, type ProvedClip } from "../formats/clip-proof.ts";
import { FormatError } from "../formats/format-error.ts";

/**
 * Whether a clip presents exactly the ordered frames: yes, or no with the first difference.
 *
 * The frames are known by the proof that came with the clip, and the proof counts only when it leads to the root that the
 * marker signed, over the very range of the order. Of a clip that was coded anew the decoded pictures are compared.
 *
 * @returns a refusal when there is nothing to compare: the proof is another clip's, or none.
 */
export function checkClip(
  { form: { order }, cut }: Pick<ExtractionRecord, "form" | "cut">,
  { clip, proof: text, presented }: ClipListing,
): Result<ClipCheck, Failure> {
  const ordered = orderedDigests(order, text);
  if (ordered === null) {
    return fail({ code: "extraction", reason: "not-a-clip" });
  }
  const difference = frameDifference(ordered, presented, order.from);
  return ok({
    exact: difference === null,
    ...(difference === null ? {} : { difference: { ...difference } }),
    clip,
    same: clip === cut?.clip,
    ordered: ordered.length,
    presented: presented.length,
  });
}

type Order = ExtractionRecord["form"]["order"];

/** Digests of the ordered frames in order; `null` when the proof does not prove this order. */
function orderedDigests(order: Order, text: string): string[] | null {
  try {
    const proof = readClipProof(utf8(text));
    const proved = openClipProof(proof, []);
    if (!isOf(order, proof) || !leadsTo(order, proved)) {
      return null;
    }
    return isCodedAnew(order) ? (proof.pictures?.sha256 ?? null) : proved.ordered.map(({ sha256 }) => sha256);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function isOf({ asset, from, to, manner }: Order, proof: ClipProof): boolean {
  return proof.asset === asset && proof.from === from && proof.to === to && proof.manner === manner;
}

function leadsTo({ tableRoot, firstDigest, lastDigest }: Order, { root, ordered }: ProvedClip): boolean {
  return hex(root) === tableRoot && ordered[0]?.sha256 === firstDigest && ordered.at(-1)?.sha256 === lastDigest;
}

function isCodedAnew({ manner, exhibit }: Order): boolean {
  return manner === "recode" && exhibit === "clip";
}
