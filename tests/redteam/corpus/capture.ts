import { byHand, open, passed, type Row } from "./here.ts";

/** F: capture from outside the program. */
export const captureAttempts: readonly Row[] = [
  ["F01", "the print-screen keys", "log", passed("unit/shell/electron-keep.test.ts")],
  ["F02", "a program that takes a screenshot", "residual", open],
  ["F03", "a program that records the screen", "residual", open],
  ["F04", "a program of one's own that reads the window's pixmap", "residual", open],
  [
    "F05",
    "the capture protocols of Wayland",
    "block",
    byHand(
      "no Wayland compositor on a build machine; the kiosk of the package is an X server of its own",
      "on a station under Wayland run `grim` and `wf-recorder` while a picture is shown: the kiosk's compositor must refuse, or the meter must say 'capture: not available'",
    ),
  ],
  [
    "F06",
    "read the frame buffer as root",
    "residual",
    byHand(
      "needs a kernel with a display and root; root is outside what the program promises",
      "as root run `ffmpeg -f kmsgrab`: the picture that comes out must carry a readable watermark and trace to the viewing",
    ),
  ],
  [
    "F07",
    "capture layers of the graphics library",
    "block",
    passed("unit/seal/bootstrap.test.ts", "redteam/launch.test.ts"),
  ],
  ["F08", "a remote desktop or the console of a virtual machine", "pause", open],
  [
    "F09",
    "record the sound's monitor",
    "residual",
    byHand(
      "no sound server on a build machine",
      "on a station run `parec -d @DEFAULT_MONITOR@` as the station's user: with the kiosk's own ALSA device there is no server to connect to",
    ),
  ],
  [
    "F10",
    "read the interface's text through accessibility",
    "log",
    byHand(
      "no accessibility bus on a build machine; switching it off would break the duty to accommodate",
      "on a station list the tree with `busctl` on the accessibility bus: names of the case may be there, footage never",
    ),
  ],
  [
    "F11",
    "read the keyboard through the X server",
    "residual",
    byHand(
      "any client of an X server sees its keys; the kiosk's server has no other client",
      "on a station run `xlsclients`: the station must be the only client; use a PIN pad of the token where there is one",
    ),
  ],
  ["F12", "a program that collects the clipboard", "block", passed("unit/shell/electron-keep.test.ts")],
  [
    "F13",
    "every capture of Windows",
    "block",
    byHand(
      "needs Windows",
      "while a picture is shown use PrtSc, Win+Shift+S, Game Bar, OBS (WGC and BitBlt) and a Teams share: the window must be black or absent in each",
    ),
  ],
  [
    "F14",
    "take capture protection away from inside the process on Windows",
    "pause",
    passed("unit/shell/electron-keep.test.ts"),
  ],
  [
    "F15",
    "a splitter, a capture card, a telephone",
    "residual",
    byHand(
      "needs the camera of a person",
      "photograph the picture with a telephone and trace the photograph (`vitrine trace`): it must name the viewing and the people",
    ),
  ],
  [
    "F16",
    "read the memory of the graphics card",
    "residual",
    byHand(
      "needs a graphics card",
      "nothing to do on a station: the operator's guide says that it cannot be prevented",
    ),
  ],
];
