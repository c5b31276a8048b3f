import { realTime } from "../../shared/time/time-truth.ts";
import { frameAtTimecode } from "../../shared/time/timecode.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { frameAtMs } from "../footage/timing.ts";
import { fieldsIn } from "../i18n/zone.ts";

export const places = ["frame", "timecode", "clock"] as const;
/** By what a person names a place in a recording. */
export type PlaceKind = (typeof places)[number];

/**
 * The frame a person means; null when the text names none inside the recording.
 *
 * `frame`: its index. `timecode`: the camera's own code `hh:mm:ss:ff` where it has one, or time from the start, `m:ss`,
 * `h:mm:ss`, with thousandths if wanted. `clock`: the true time of day on site, `hh:mm:ss`, in the authority's zone.
 */
export function frameNamed(text: string, by: PlaceKind, footage: Footage, timeZone: string): number | null {
  const typed = text.normalize("NFKC").trim();
  const frame = readers[by](typed, footage, timeZone);
  return frame === null || frame < 0 || frame >= footage.frames ? null : frame;
}

const readers: Readonly<Record<PlaceKind, (typed: string, footage: Footage, timeZone: string) => number | null>> = {
  frame: (typed) => (/^\d{1,9}$/u.test(typed) ? Number(typed) : null),
  timecode: (typed, footage) => {
    const coded = footage.timecode === undefined ? null : frameAtTimecode(footage.timecode, typed);
    return coded ?? atTime(footage, timeReaders.timecode(typed, footage, ""));
  },
  clock: (typed, footage, timeZone) => atTime(footage, timeReaders.clock(typed, footage, timeZone)),
};

/** Time of the recording that a text names, in milliseconds, whether or not it lies inside. */
const timeReaders: Readonly<
  Record<Exclude<PlaceKind, "frame">, (typed: string, footage: Footage, timeZone: string) => number | null>
> = {
  timecode: (typed) => spanOf(typed),
  clock: (typed, footage, timeZone) => {
    const time = spanOf(/^\d{1,2}:\d{2}:\d{2}$/u.test(typed) ? typed : "");
    if (time === null || time >= dayMs) {
      return null;
    }
    const { at: start } = realTime(footage, 0);
    // A recording that runs past midnight meets the smaller time on its second day.
    return (((time - timeOfDay(start, timeZone)) % dayMs) + dayMs) % dayMs;
  },
};

function atTime(footage: Footage, ms: number | null): number | null {
  return ms === null || ms > footage.durationMs ? null : frameAtMs(footage, ms);
}

/**
 * The time of the recording that a person names where only the picture's own page knows its frames, because the rate
 * varies; null where a frame can be worked out here, and when the text names no time inside the recording.
 */
export function timeNamed(text: string, by: PlaceKind, footage: Footage, timeZone: string): number | null {
  if (by === "frame" || footage.frameRate !== null || footage.timecode !== undefined) {
    return null;
  }
  const ms = timeReaders[by](text.normalize("NFKC").trim(), footage, timeZone);
  return ms === null || ms > footage.durationMs ? null : ms;
}

const dayMs = 86_400_000;

/** `m:ss`, `h:mm:ss`, each with up to three digits of fraction, in milliseconds. */
function spanOf(typed: string): number | null {
  const parts = /^(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?:\.(\d{1,3}))?$/u.exec(typed);
  if (parts === null) {
    return null;
  }
  const [hours = "0", minutes = "0", seconds = "0", fraction = "0"] = parts.slice(1);
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, "0"));
}

/** Milliseconds since midnight on a clock in `timeZone`. */
function timeOfDay(moment: number, timeZone: string): number {
  const { hour, minute, second } = fieldsIn(new Date(moment), timeZone);
  return (hour * 3600 + minute * 60 + second) * 1000 + (((moment % 1000) + 1000) % 1000);
}
