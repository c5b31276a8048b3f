import { open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Failure } from "../../../shared/failure.ts";
import type { ExtractionRecord } from "../../../shared/model/extraction.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { drawStill } from "./coding.ts";
import { copySource, type ClipStore } from "./clip-store.ts";
import type { ExtractionParts } from "./parts.ts";
import { citationOf } from "./proving.ts";
import { openStored } from "./stored.ts";

/** Files that now lie on the medium. */
export interface HandedOut {
  readonly files: readonly string[];
}

/**
 * Writes a kept clip to a folder of the archivist's machine: the clip, the picture of a still, and the citations of its
 * first and last frame. The one place where footage becomes a readable file, at headquarters and by signed order (O-7).
 */
export async function handOut(
  parts: ExtractionParts,
  clips: ClipStore,
  { id, number, cut, form, steps }: ExtractionRecord,
  { folder, person }: { readonly folder: string; readonly person: string },
): Promise<Result<HandedOut, Failure>> {
  const extractor = steps.findLast(({ act }) => act === "extract");
  if (cut === undefined || extractor === undefined) {
    return fail({ code: "extraction", reason: "wrong-state" });
  }
  const ending = { "video/mp4": "mp4", "image/png": "png", "image/jpeg": "jpg" }[cut.type];
  const files = [`${number}.${ending}`];
  parts.journal.record({
    t: "hq.extraction",
    b: { extraction: id, number, step: "handOut", digest: extractor.digest, clip: cut.clip },
    person,
  });
  const path = join(folder, `${number}.${ending}`);
  const written = await clips.read(id, async (clip) => {
    const file = await open(path, "wx", 0o600);
    try {
      await copySource(clip, async (bytes) => {
        await file.appendFile(bytes);
      });
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    if (form.order.exhibit === "still" && cut.type === "video/mp4") {
      const { png } = await drawStill((take) => copySource(clip, take), cut.lead);
      files.push(`${number}.png`);
      await writeFile(join(folder, `${number}.png`), png, { flag: "wx", mode: 0o600 });
    }
    return true;
  });
  if (written === null) {
    return fail({ code: "extraction", reason: "destroyed" });
  }
  const stored = await openStored(parts, form.order.asset);
  if (stored !== null) {
    try {
      for (const frame of new Set([form.order.from, form.order.to - 1])) {
        // oxlint-disable-next-line no-await-in-loop -- two at most
        const citation = await citationOf(stored, frame, parts.signer);
        const name = `${number}.frame-${String(frame)}.citation`;
        files.push(name);
        // oxlint-disable-next-line no-await-in-loop -- see above
        await writeFile(join(folder, name), citation ?? "", { flag: "wx", mode: 0o600 });
      }
    } finally {
      await stored.close();
    }
  }
  return ok({ files });
}
