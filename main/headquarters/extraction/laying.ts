import { samplePlaces, segmentsOfFrames, type Manifest, type PackageTrack } from "../../formats/footage-package.ts";
import type { SampleRow, SegmentTable } from "../../formats/frame-table.ts";
import { audioSampleEntry, videoSampleEntry } from "../../formats/sample-entry.ts";
import {
  layOutMp4,
  type Edit,
  type VirtualFile,
  type VirtualLane,
  type VirtualSample,
} from "../../formats/virtual-mp4.ts";

/** A sample with its place in the package. */
export interface CutSample {
  readonly row: SampleRow;
  readonly segment: number;
  readonly offset: number;
}

/** A clip as it will be written, without one picture of it. */
export interface CutPlan {
  readonly file: VirtualFile;
  /** Samples of the picture track in decode order. */
  readonly pictures: readonly CutSample[];
  /** Presented pictures ahead of the first ordered one. */
  readonly lead: number;
  readonly keyframe: number;
}

/**
 * Lays out a clip of exactly the ordered frames without coding anything anew.
 *
 * The samples run from the last keyframe at or before the first ordered frame to the last sample an ordered frame needs,
 * in decode order and bit for bit; the edit list presents the ordered frames and nothing else. Sound runs beside them.
 *
 * @param tables tables of the segments that hold the ordered frames, in order.
 */
export function planCut(
  manifest: Manifest,
  tables: readonly { readonly index: number; readonly table: SegmentTable }[],
  { from, to }: { readonly from: number; readonly to: number },
): CutPlan {
  const [track] = manifest.tracks;
  if (track?.kind !== "video") {
    throw new RangeError("not a picture track");
  }
  const all = samplesOf(tables, 0);
  const isOrdered = ({ row }: CutSample): boolean => row.frame >= from && row.frame < to;
  const firstNeeded = all.findIndex(isOrdered);
  const lastNeeded = all.findLastIndex(isOrdered);
  const earliest = all.find(({ row }) => row.frame === from)?.row.cts ?? 0;
  const start = all.findLastIndex(({ row }, index) => index <= firstNeeded && row.sync && row.cts <= earliest);
  if (firstNeeded < 0 || start < 0) {
    throw new RangeError("ordered frames are not in these segments");
  }
  const pictures = all.slice(start, lastNeeded + 1);
  const ordered = pictures.filter(isOrdered).toSorted((a, b) => a.row.frame - b.row.frame);
  const { timescale, width, height, rotation, pixelAspect } = track;
  const shown = Math.round((width * pixelAspect.horizontal) / pixelAspect.vertical);
  const picture: VirtualLane = {
    track: { kind: "video", timescale, sampleEntry: videoSampleEntry(track), width: shown, height, rotation },
    samples: pictures.map(virtual),
    edits: editsOf(ordered),
  };
  const sound = manifest.tracks.flatMap((one, index) =>
    index === 0 || one.kind !== "audio" ? [] : soundBeside(one, samplesOf(tables, index), ordered, timescale),
  );
  return {
    file: layOutMp4(timescale, [picture, ...sound]),
    pictures,
    lead: pictures.filter(({ row }) => row.cts < earliest).length,
    keyframe: pictures[0]?.row.frame ?? from,
  };
}

/** Segments that a clip of these frames is cut from. */
export function segmentsFor(manifest: Manifest, range: { readonly from: number; readonly to: number }): number[] {
  const { from, to } = segmentsOfFrames(manifest, range);
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function samplesOf(
  tables: readonly { readonly index: number; readonly table: SegmentTable }[],
  track: number,
): CutSample[] {
  return tables.flatMap(({ index, table }) => {
    const places = samplePlaces(table)[track] ?? [];
    return (table.tracks[track] ?? []).map((row, sample) => ({
      row,
      segment: index,
      offset: places[sample]?.from ?? 0,
    }));
  });
}

function virtual({ row, segment, offset }: CutSample): VirtualSample {
  return { time: row.cts, duration: row.duration, sync: row.sync, size: row.size, segment, offset };
}

/** One edit for each stretch without a cut inside the recording. */
function editsOf(ordered: readonly CutSample[]): Edit[] {
  const edits: { from: number; duration: number; shift: number }[] = [];
  for (const { row } of ordered) {
    const last = edits.at(-1);
    const shift = row.cts - row.at;
    if (last?.shift === shift) {
      last.duration = row.cts + row.duration - last.from;
    } else {
      edits.push({ from: row.cts, duration: row.duration, shift });
    }
  }
  return edits.map(({ from, duration }) => ({ from, duration }));
}

/** Packets heard while the ordered frames are shown, and two ahead for the decoder, under the same edits. */
function soundBeside(
  track: Extract<PackageTrack, { kind: "audio" }>,
  packets: readonly CutSample[],
  ordered: readonly CutSample[],
  timescale: number,
): VirtualLane[] {
  const inTrack = (ticks: number): number => Math.round((ticks * track.timescale) / timescale);
  const spans = editsOf(ordered).map(({ from, duration }) => ({ from, to: from + duration, duration }));
  const heard = packets.filter(({ row }) =>
    spans.some(({ from, to }) => row.cts + 3 * row.duration > inTrack(from) && row.cts < inTrack(to)),
  );
  return heard.length === 0
    ? []
    : [
        {
          track: {
            kind: "audio",
            timescale: track.timescale,
            sampleEntry: audioSampleEntry(track),
            width: 0,
            height: 0,
            rotation: 0,
          },
          samples: heard.map(virtual),
          edits: spans.map(({ from, duration }) => ({ from: inTrack(from), duration })),
        },
      ];
}
