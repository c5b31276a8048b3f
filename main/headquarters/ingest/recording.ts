import type { PackageTrack } from "../../formats/footage-package.ts";
import type { MediaKind, Timecode } from "../../../shared/model/footage.ts";
import type { SampleColumns } from "./samples.ts";
import type { Timeline } from "./timeline.ts";

/** What a look at the bytes of one sample shows. */
export interface SampleFacts {
  readonly sync: boolean;
  /** True when decode and presentation order may differ. */
  readonly reordered: boolean;
}

/** A track that goes into the package. */
export interface RecordingTrack {
  readonly description: PackageTrack;
  readonly samples: SampleColumns;
  readonly timeline: Timeline;
  /** Checks the bytes of one sample; throws `Refused` when they are damaged. */
  inspect(bytes: Uint8Array): SampleFacts;
}

/** A file after its headers were read: which samples there are, and when they are due. */
export interface Recording {
  readonly kind: MediaKind;
  readonly container: string;
  /** The track that carries the frames comes first. */
  readonly tracks: readonly RecordingTrack[];
  /** Timecode of the first presented frame, where the camera recorded one. */
  readonly timecode?: Timecode;
  /** Tracks that stay in the sealed original only, e.g. timecode and telemetry. */
  readonly omitted: readonly string[];
}

/** Steps per second by which a recording without a picture is counted. */
export const audioStepsPerSecond = 25;

export const plainFacts: SampleFacts = { sync: true, reordered: false };

/** Upright size in square pixels. */
export function shownSize(description: RecordingTrack["description"]): { width: number; height: number } {
  if (description.kind === "audio") {
    return { width: 0, height: 0 };
  }
  if (description.kind === "photo") {
    return { width: description.width, height: description.height };
  }
  const { horizontal, vertical } = description.pixelAspect;
  const width = Math.round((description.width * horizontal) / vertical);
  const turned = description.rotation === 90 || description.rotation === 270;
  return turned ? { width: description.height, height: width } : { width, height: description.height };
}
