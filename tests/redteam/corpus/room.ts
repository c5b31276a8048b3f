import { open, passed, type Row } from "./here.ts";

const refusals = "scenario/refusals.test.ts";
const supervised = "scenario/supervised.test.ts";

/** E: what happens in the room and to the machine while a picture is shown. */
export const roomAttempts: readonly Row[] = [
  ["E01", "the supervisor leaves", "pause", passed(refusals, supervised)],
  ["E02", "somebody else's presence, a forged or a replayed one", "pause", passed("unit/formats/grant.test.ts")],
  ["E03", "another supervisor without a handover", "pause", passed(supervised)],
  ["E04", "the viewer does nothing for long", "pause", open],
  ["E05", "the screen is locked", "pause", open],
  ["E06", "another terminal or user session", "pause", open],
  ["E07", "another window on top, the window minimised or hidden", "pause", open],
  ["E08", "a display is added, removed, mirrored or changed", "pause", open],
  ["E09", "the machine sleeps or is shut down", "pause", open],
  ["E10", "the lid is closed, power is lost", "log", open],
  ["E11", "a stick, an input device or a capture device is plugged in", "pause", open],
  ["E12", "a network comes up", "pause", open],
  ["E13", "the sound goes elsewhere", "pause", open],
  ["E14", "a screen recorder starts", "pause", open],
  ["E15", "a remote session starts", "pause", open],
  ["E16", "the machine is a virtual one", "pause", open],
  ["E17", "the clock jumps", "pause", open],
  ["E18", "a process of the browser crashes or hangs", "pause", passed("unit/shell/electron-keep.test.ts")],
  [
    "E19",
    "the station is killed while playing",
    "pause",
    passed("redteam/plaintext.test.ts", "scenario/viewing.test.ts"),
  ],
  ["E20", "the launcher or watchdog is killed", "pause", open],
];
