import { byHand, open, passed, type Row } from "./here.ts";

const refusals = "scenario/refusals.test.ts";
const room = "redteam/room.test.ts";
const supervised = "scenario/supervised.test.ts";

/** E: what happens in the room and to the machine while a picture is shown. */
export const roomAttempts: readonly Row[] = [
  ["E01", "the supervisor leaves", "pause", passed(refusals, supervised)],
  ["E02", "somebody else's presence, a forged or a replayed one", "pause", passed("unit/formats/grant.test.ts")],
  ["E03", "another supervisor without a handover", "pause", passed(supervised)],
  ["E04", "the viewer does nothing for long", "pause", passed(supervised)],
  ["E05", "the screen is locked", "pause", passed(room)],
  ["E06", "another terminal or user session", "pause", passed(room)],
  ["E07", "another window on top, the window minimised or hidden", "pause", open],
  ["E08", "a display is added, removed, mirrored or changed", "pause", passed(room)],
  ["E09", "the machine sleeps or is shut down", "pause", passed(room)],
  ["E10", "the lid is closed, power is lost", "log", passed(room)],
  ["E11", "a stick, an input device or a capture device is plugged in", "pause", passed(room)],
  ["E12", "a network comes up", "pause", passed(room)],
  ["E13", "the sound goes elsewhere", "pause", passed(room)],
  ["E14", "a screen recorder starts", "pause", passed(room)],
  ["E15", "a remote session starts", "pause", passed(room)],
  ["E16", "the machine is a virtual one", "pause", passed("unit/seal/room-guard.test.ts", room)],
  ["E17", "the clock jumps", "pause", passed(room)],
  ["E18", "a process of the browser crashes or hangs", "pause", passed("unit/shell/electron-keep.test.ts", room)],
  [
    "E19",
    "the station is killed while playing",
    "pause",
    passed("redteam/plaintext.test.ts", "scenario/viewing.test.ts"),
  ],
  [
    "E20",
    "the launcher or watchdog is killed",
    "pause",
    byHand(
      "the launcher replaces itself by the program, so that nothing of it is left to be killed",
      "while a picture is shown, look for launcher.sh among the running programs: there is none",
    ),
  ],
];
