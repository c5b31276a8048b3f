import { readFileSync } from "node:fs";
import { concatBytes } from "../../main/formats/bytes.ts";
import { videoSampleEntry } from "../../main/formats/sample-entry.ts";
import { layOutMp4, type VirtualSample } from "../../main/formats/virtual-mp4.ts";
import { openSource } from "../../main/headquarters/index.ts";
import { openRecording } from "../../main/headquarters/ingest/open-recording.ts";

/**
 * A sound MP4 of the presented pictures of another one, bit for bit, but in the sequence that somebody wants: one left
 * out, one twice, two changed over. The sound and every proof are gone.
 *
 * @param sequence places of the pictures in the order of the original file's presentation.
 */
export async function retellClip(file: string, sequence: readonly number[]): Promise<Uint8Array> {
  const source = await openSource(file);
  const recording = await openRecording(source);
  await source.close();
  const [track] = recording.tracks;
  if (track?.description.kind !== "video") {
    throw new Error("the clip has no picture");
  }
  const { description, samples: columns, timeline } = track;
  const bytes = readFileSync(file);
  const told = sequence.map((place, time) => {
    const sample = timeline.order[place] ?? 0;
    const from = columns.offset[sample] ?? 0;
    return { time, sample, bytes: bytes.subarray(from, from + (columns.size[sample] ?? 0)) };
  });
  // A file holds them as they are decoded.
  const decoded = told.toSorted((a, b) => a.sample - b.sample || a.time - b.time);
  let offset = 0;
  const samples = decoded.map((one): VirtualSample => {
    const place = offset;
    offset += one.bytes.length;
    const sync = one.sample === decoded[0]?.sample;
    return { time: one.time, duration: 1, sync, size: one.bytes.length, segment: 0, offset: place };
  });
  const { kind, width, height, rotation } = description;
  const lane = {
    track: { kind, timescale: 10, width, height, rotation, sampleEntry: videoSampleEntry(description) },
    samples,
    edits: [{ from: 0, duration: sequence.length }],
  };
  return concatBytes(layOutMp4(10, [lane]).head, ...decoded.map((one) => one.bytes));
}
