import type { Shape, ShapeColour, ShapeKind } from "./drawing.ts";
import type { Enhancement } from "./enhancement.ts";
import type { PictureFit, PictureView } from "./view.ts";

/**
 * What crosses the one MessagePort between the screen (`app` origin) and the picture frame
 * (`vault` origin). Commands go in; numbers, states and confirmed frame indices come out.
 * Pixels, samples, bytes and keys never do (design §5).
 *
 * The screen opens the channel: after the picture frame has loaded it posts
 * `{ type: "vitrine:port" }` to the vault origin with one transferred port. The picture frame accepts
 * it once, from its parent, from the screen's origin.
 */

export const pictureHello = "vitrine:port";

/** Commands from the screen. Frame indices are those of the original recording. */
export type PictureCommand =
  | { readonly type: "play" }
  | { readonly type: "pause" }
  | { readonly type: "seek"; readonly frame: number }
  /** To the frame that is on screen at this time of the recording, milliseconds, then on; no picture where there is none. */
  | { readonly type: "at"; readonly atMs: number; readonly plays: boolean }
  /** There is no picture of this recording now; it says so until it is sent somewhere. */
  | { readonly type: "absent" }
  /** To the frame that the recording shows at a time, milliseconds from its start; a neighbour when that one is on screen. */
  | { readonly type: "seekTime"; readonly atMs: number }
  | { readonly type: "step"; readonly frames: number }
  | { readonly type: "rate"; readonly rate: number }
  | { readonly type: "volume"; readonly volume: number; readonly muted: boolean }
  /** Everything drawn on this recording; replaces what was there. Each is shown on the frames `[from, to)`. */
  | { readonly type: "drawings"; readonly drawings: readonly Drawing[] }
  /** What the pointer draws from now on; null puts the pen away. A text is the one that will be set down. */
  | { readonly type: "pen"; readonly kind: ShapeKind | null; readonly colour: ShapeColour; readonly text?: string }
  /** The part of the picture that fills the window; the nearest one that there is. */
  | { readonly type: "view"; readonly view: PictureView }
  /** How light and dark are shown; taken once the log has it. */
  | { readonly type: "enhance"; readonly enhancement: Enhancement }
  /** Filmstrip, sound and level below the picture, in its own page. */
  | { readonly type: "overview"; readonly on: boolean }
  /** A place of the timeline is pointed at, and where beside the picture, in parts of its width; null when none is. */
  | { readonly type: "point"; readonly frame: number | null; readonly x: number }
  /** Words and direction of the interface inside the picture frame. */
  | { readonly type: "locale"; readonly locale: "zh-CN" | "en" };

/** Reports from the picture frame. */
export type PictureReport =
  | {
      readonly type: "ready";
      readonly kind: "video" | "audio" | "photo";
      /** Approved ranges of this recording, half-open, ascending. */
      readonly ranges: readonly { readonly from: number; readonly to: number }[];
      /** When each of these ranges is on screen, milliseconds from the first frame of the recording. */
      readonly times: readonly { readonly from: number; readonly to: number }[];
      readonly frames: number;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly type: "frame";
      /** Index of the frame on screen; null while nothing is shown. */
      readonly frame: number | null;
      /** True only when the decoder itself named the frame (rule R6); false greys the number. */
      readonly confirmed: boolean;
      /** Presentation time within the recording, milliseconds, for display only. */
      readonly atMs: number;
    }
  | {
      readonly type: "state";
      readonly state: PictureState;
      readonly rate: number;
      readonly volume: number;
      readonly muted: boolean;
    }
  /** The clip cannot be confirmed on this machine; numbers stay unconfirmed and marks are refused. */
  | { readonly type: "unconfirmable"; readonly why: "no-frame-timestamps" | "undecodable" }
  | {
      readonly type: "stopped";
      readonly reason:
        | "watermark-removed"
        | "watermark-covered"
        | "picture-covered"
        | "cover-removed"
        | "footage-damaged";
    }
  /** The part of the picture that fills the window now. */
  | ({ readonly type: "view"; readonly fit: PictureFit } & PictureView)
  /** How light and dark are shown now. */
  | ({ readonly type: "enhanced" } & Enhancement)
  /** What is to be seen of the place that is pointed at; a state, never the small picture itself. */
  | {
      readonly type: "pointed";
      readonly frame: number | null;
      /** Null where nothing of the place may be seen. */
      readonly atMs: number | null;
      readonly state: "shown" | "waiting" | "withheld" | "outside" | "covered" | "none";
    }
  /** Something was drawn on a frame that is confirmed, in the units of `drawing.ts`. */
  | {
      readonly type: "drawn";
      readonly frame: number;
      readonly kind: ShapeKind;
      readonly at: readonly number[];
      readonly outline?: readonly number[];
    }
  /** Nothing was drawn: the frame on screen is not confirmed, or the pointer did not leave its spot. */
  | { readonly type: "undrawn"; readonly why: "unconfirmed" | "too-small" }
  | { readonly type: "key"; readonly key: string; readonly shift: boolean };

/** A shape on the picture and the frames it lies on. */
export interface Drawing {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** It is the one that is being worked on. */
  readonly chosen: boolean;
  readonly shape: Shape;
}

export type PictureState = "loading" | "paused" | "playing" | "seeking" | "ended" | "stopped";
