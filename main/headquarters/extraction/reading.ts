import { createHash } from "node:crypto";
import { hex } from "../../formats/bytes.ts";
import { clipProofBox, readClipProof, type ClipProof } from "../../formats/clip-proof.ts";
import { sha256 } from "../../formats/digest.ts";
import { FormatError } from "../../formats/format-error.ts";
import { listFileBoxes } from "../ingest/isobmff.ts";
import { readMovieFile } from "../ingest/movie-file.ts";
import { Refused } from "../ingest/refusal.ts";
import { at } from "../ingest/samples.ts";
import type { Source } from "../ingest/source.ts";

/** What a file that claims to be a clip really presents. */
export interface ReadClip {
  /** SHA-256 of the file. */
  readonly clip: string;
  /** Digest of the encoded bytes of each picture it presents, in order of presentation. */
  readonly presented: readonly string[];
  /** Pictures that are in it and presented by no edit. */
  readonly hidden: readonly string[];
  /** The proof it carries; `null` when it has none, or none that can be read. */
  readonly proof: ClipProof | null;
  /** Canonical JSON of the proof. */
  readonly proofText: string;
}

/** Much more than a proof of a day's frames. */
const longestProof = 1024 * 1024 * 1024;

/**
 * Reads any MP4 as a clip: every edit applied, every picture digested. It believes nothing that the file says of itself.
 *
 * @returns `null` when it is no MP4 with pictures: truncated, empty, or another kind of file.
 */
export async function readClip(source: Source): Promise<ReadClip | null> {
  try {
    const recording = await readMovieFile(source);
    const [track] = recording.tracks;
    if (recording.kind !== "video" || track === undefined) {
      return null;
    }
    const { samples, timeline } = track;
    const digests: string[] = [];
    for (let sample = 0; sample < samples.count; sample++) {
      const from = at(samples.offset, sample);
      // One picture after the other: memory stays flat.
      // oxlint-disable-next-line no-await-in-loop
      digests.push(hex(sha256(await source.read(from, from + at(samples.size, sample)))));
    }
    const of = (sample: number): string => digests[sample] ?? "";
    const { proof, text } = await proofIn(source);
    return {
      clip: await digestOf(source),
      presented: [...timeline.order].map(of),
      hidden: digests.filter((_, sample) => at(timeline.frame, sample) < 0),
      proof,
      proofText: text,
    };
  } catch (error) {
    if (error instanceof Refused || error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/** SHA-256 of everything in a source, lower-case hex. */
export async function digestOf(source: Source): Promise<string> {
  const piece = 4 * 1024 * 1024;
  const digest = createHash("sha256");
  for (let from = 0; from < source.size; from += piece) {
    // oxlint-disable-next-line no-await-in-loop
    digest.update(await source.read(from, Math.min(source.size, from + piece)));
  }
  return digest.digest("hex");
}

async function proofIn(source: Source): Promise<{ readonly proof: ClipProof | null; readonly text: string }> {
  for (const box of (await listFileBoxes(source)).filter(({ type }) => type === "uuid").toReversed()) {
    const body = box.bodyOffset + clipProofBox.length;
    // oxlint-disable-next-line no-await-in-loop -- the last one of our type is taken
    const type = body > box.end ? new Uint8Array() : await source.read(box.bodyOffset, body);
    if (hex(type) === hex(clipProofBox) && box.end - body <= longestProof) {
      // oxlint-disable-next-line no-await-in-loop
      return parsedProof(await source.read(body, box.end));
    }
  }
  return { proof: null, text: "" };
}

function parsedProof(bytes: Uint8Array): { readonly proof: ClipProof | null; readonly text: string } {
  try {
    return { proof: readClipProof(bytes), text: new TextDecoder().decode(bytes) };
  } catch (error) {
    if (error instanceof FormatError) {
      return { proof: null, text: "" };
    }
    throw error;
  }
}
