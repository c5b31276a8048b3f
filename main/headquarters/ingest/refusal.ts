/** Why a file is not taken in. Nothing of a refused file stays in the store. */
export type IngestReason =
  /** The file has no bytes, or no recording inside. */
  | "empty"
  /** The file ends before what it announces. */
  | "truncated"
  /** The bytes contradict each other. */
  | "damaged"
  /** Not a container that is taken in: MP4, MOV, M4A, MP3, WAV, JPEG or PNG, or through FFmpeg MKV, WebM, AVI, TS, PS or AMR. */
  | "unsupported-container"
  /** Nothing here can decode the recording. */
  | "unsupported-codec"
  /** Only FFmpeg can read the recording, and it is not installed. */
  | "needs-tool"
  /** The rendition that was made is not frame for frame the original. */
  | "rendition-unproven"
  /** The samples are encrypted by somebody else. */
  | "encrypted"
  /** The edit list repeats, reverses or freezes pictures. */
  | "unsupported-edits"
  /** The recording does not start with a picture that can be decoded alone, or such pictures lie too far apart. */
  | "no-keyframe"
  /** Presentation times are missing, doubled or contradict the picture order, so frames cannot be named. */
  | "unreliable-times"
  | "unreadable"
  | "name-too-long"
  | "bad-metadata"
  /** The store already holds a recording under this code. */
  | "exists"
  | "disk-full"
  | "cancelled";

/** A refusal with its reason code; `detail` is a short technical remark without names or content. */
export interface IngestRefusal {
  readonly reason: IngestReason;
  readonly detail: string;
}

/** Carries a refusal from the place that found it up to `ingestFile`, which returns it as a value. */
export class Refused extends Error {
  readonly refusal: IngestRefusal;

  constructor(reason: IngestReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.name = "Refused";
    this.refusal = { reason, detail };
  }
}
