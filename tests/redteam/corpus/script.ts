import { open, passed, residual, type Row } from "./here.ts";

const script = "redteam/script.test.ts";
const theft = "redteam/theft.test.ts";
const shell = "e2e/chromium-shell.test.ts";
const keep = "unit/shell/electron-keep.test.ts";
const fuzz = "unit/shell/fuzz.test.ts";
const messages = "unit/ipc/fuzz.test.ts";
const station = "scenario/hostile-interface.test.ts";
const electron = "unit/shell/electron-shell.test.ts";
const guard = "e2e/picture-guard.test.ts";
const watermark = "redteam/watermark.test.ts";

/** A: script of an attacker runs in the interface. */
export const scriptAttempts: readonly Row[] = [
  ["A01", "draw the picture on a canvas and read it as address, pixels or blob", "block", passed(theft)],
  ["A02", "draw it off screen, through an image bitmap", "block", passed(theft)],
  ["A03", "copy a video frame, or a track frame by frame", "block", passed(theft)],
  ["A04", "load it as a texture and read that back", "block", passed(theft)],
  ["A05", "record the element's own stream", "block", passed(theft)],
  ["A06", "record the stream of a canvas that shows it", "block", passed(theft)],
  ["A07", "lead the sound through an audio graph", "block", passed(theft)],
  ["A08", "ask for the media with leave to read it", "block", passed(theft)],
  ["A09", "fetch, request, import or start a worker on the media's address", "block", passed(theft)],
  ["A10", "keep it in a cache, database, file system or storage of the browser", "block", passed(script)],
  ["A11", "load it in every other kind of element", "block", passed(theft)],
  ["A12", "go to the media itself, which opens the browser's own player", "block", passed(theft, shell)],
  ["A13", "download it by a link or a blob", "block", passed(script)],
  ["A14", "open a window, by script, target or click", "block", passed(script, shell)],
  ["A15", "print, also from frames without an address", "block", passed(script, shell, guard)],
  ["A16", "write a picture or text to the clipboard", "block", passed(script)],
  ["A17", "picture in picture, of the video or of the document", "block", passed(script)],
  ["A18", "cast it to another screen", "block", passed(script)],
  ["A19", "share it with another program", "block", passed(script)],
  ["A20", "capture the screen", "block", passed(theft)],
  ["A21", "capture the desktop by the old form of the camera request", "block", passed(script)],
  ["A22", "use camera or microphone, or learn their names", "block", passed(script)],
  ["A23", "send something to a listener on this machine, by every way of asking", "block", passed(script)],
  ["A24", "reach a STUN server, or say something to it in its own name", "block", passed(script, shell)],
  ["A25", "make the browser look something up ahead: prefetch, preconnect, prerender", "block", passed(script)],
  ["A26", "send a form, refresh away, go to a script or data address", "block", passed(script)],
  ["A27", "open files, view-source, the browser's own pages", "block", passed(script, "unit/seal/address.test.ts")],
  ["A28", "ask for the picture from another window, session or worker", "block", passed(electron)],
  [
    "A29",
    "addresses that walk out of the vault",
    "block",
    passed("unit/seal/address.test.ts", "unit/vault/vault.test.ts", fuzz),
  ],
  ["A30", "ranges that lie outside, overflow or are none", "block", passed("unit/seal/range.test.ts", shell, fuzz)],
  ["A31", "use a ticket again, guess one, play a second time beside", "block", passed("unit/vault/vault.test.ts")],
  [
    "A32",
    "harvest by reading far ahead",
    "pause",
    residual(
      "every segment that leaves the vault is under a lease in the log before it does, and counts as released to everybody in the room",
      "scenario/viewing.test.ts",
    ),
  ],
  ["A33", "play at odd speeds to take stills", "log", open],
  [
    "A34",
    "forge messages from other frames, windows and detached frames",
    "block",
    passed("unit/ipc/router.test.ts", shell, electron),
  ],
  [
    "A35",
    "channels that do not exist, wrong, huge, strange and very many messages",
    "block",
    passed("unit/ipc/router.test.ts", messages, station),
  ],
  [
    "A36",
    "find more on the bridge than the table of channels",
    "block",
    passed(script, shell, "contract/preload.test.ts"),
  ],
  ["A37", "remove, hide, cover or move the watermark", "pause", passed(watermark, guard)],
  [
    "A38",
    "smuggle styles in with the particulars of a recording",
    "block",
    passed(script, "unit/vault/picture-page.test.ts"),
  ],
  ["A39", "full screen for the video alone, dialogs and popovers above it", "pause", passed(watermark, guard)],
  ["A40", "zoom, scale or scroll the watermark out of view", "block", passed(guard, keep)],
  ["A41", "load an extension", "block", passed(keep)],
  ["A42", "drag picture or text out of the window", "block", passed(script)],
  ["A43", "drop a file or an address on the window", "block", passed(script)],
  ["A44", "the context menu, by mouse, key and long press", "block", passed(script, electron)],
  ["A45", "every shortcut of a browser and the function keys", "block", passed(script, electron)],
  ["A46", "developer tools", "block", passed(electron)],
  ["A47", "save by a file dialog of the page", "block", passed(script)],
  ["A48", "write to a device: USB, HID, serial, Bluetooth, MIDI", "block", passed(script, keep)],
  ["A49", "say something in a notification or the window's title", "block", passed(script, keep)],
  ["A50", "say something to the desktop's media controls", "block", passed(script)],
  ["A51", "talk to a hidden page or worker", "block", passed(script)],
  ["A52", "use up the memory until something is dumped", "pause", open],
  ["A53", "hang the main process with what takes long to read", "pause", passed(messages, station)],
];
