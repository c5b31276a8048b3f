import { open } from "node:fs/promises";
import { readPackageHeader, type PackageHeader } from "../../formats/footage-package.ts";
import { openGlance } from "../../formats/glance.ts";
import { leafKey } from "../../formats/key-tree.ts";
import { bytesOfFile } from "../extraction/sealed-source.ts";

/**
 * How loud a recording is, step by step (`peaksPerSecond`) from its first frame on, out of the sealed companions that
 * ingest wrote.
 *
 * @returns `null` when it has no sound, or nobody looked it over.
 * @throws {FormatError} when the package was altered.
 */
export async function readEnvelope(path: string, treeRoot: Uint8Array): Promise<Float64Array | null> {
  const file = await open(path, "r");
  try {
    const source = await bytesOfFile(file);
    const header = await readPackageHeader(source);
    const levels: number[] = [];
    let at = header.bodyOffset + (header.manifest.glances?.offset ?? 0);
    for (const [segment, { bytes }] of (header.manifest.glances?.segments ?? []).entries()) {
      // One companion after the other: memory stays flat.
      // oxlint-disable-next-line no-await-in-loop
      addLevels(levels, header, treeRoot, segment, await source.read(at, at + bytes));
      at += bytes;
    }
    return levels.length === 0 ? null : Float64Array.from(levels, (level) => level ?? 0);
  } finally {
    await file.close();
  }
}

function addLevels(
  levels: number[],
  { manifest: { asset, rendition, treeDepth } }: PackageHeader,
  treeRoot: Uint8Array,
  segment: number,
  ciphertext: Uint8Array,
): void {
  const segmentKey = leafKey(treeRoot, treeDepth, segment);
  const { peaks } = openGlance({ asset, rendition, segment, segmentKey }, ciphertext).head;
  if (peaks === undefined) {
    return;
  }
  const [low, high] = [peaks.low, peaks.high].map((text) => Buffer.from(text, "base64"));
  for (let step = 0; step < (high?.length ?? 0); step++) {
    levels[peaks.from + step] = Math.max(-(low?.readInt8(step) ?? 0), high?.readInt8(step) ?? 0);
  }
}
