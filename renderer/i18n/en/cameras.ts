import type { cameras as original } from "../zh-CN/cameras.ts";

/** English, key by key with the Chinese original. */
export const cameras: Readonly<Record<keyof typeof original, string>> = {
  "cameras.title": "Cameras of the same event",
  "cameras.hint": "Compared by the corrected clocks of the cameras; no picture is opened.",
  "cameras.bound": "two of the clocks are apart by at most {n} s",
  "cameras.boundUnknown": "the error of a clock is not on record, so this is only an indication",
  "cameras.event": "{from} – {to}, {n} {n|recording|recordings}",
  "cameras.row": "{title}: {from} – {to}, {gaps} {gaps|interruption|interruptions}",
  "cameras.interrupted": "{title} was interrupted from {from} to {to}, for {length}",
  "cameras.explained": "explained",
  "cameras.unexplained": "not explained",
  "cameras.covered": "recorded throughout by {names}",
  "cameras.coveredMaybe": "recorded by {names} as far as the clocks tell; not certain throughout",
  "cameras.notCovered": "no other camera recorded it",
  "cameras.partly": "{length} of it recorded by no camera",
  "cameras.unrecorded": "{from} – {to} ({length}): recorded by no camera",
  "cameras.noGaps": "No camera was interrupted.",
  "cameras.alone": "No other camera recorded this event.",
  "cameras.officers": "At least {least} officers must record; {found} did",
  "cameras.dedicated": "A dedicated camera must also record; {found} did",
  "cameras.met": "met",
  "cameras.missing": "camera missing",
  "cameras.missingAtTimes": "missing at times",
  "cameras.short": "{from} – {to} ({length}): {n} {n|officer|officers} recording",
  "cameras.more": "This case has many recordings; {n} of them are compared.",
};
