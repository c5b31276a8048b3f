import type { GuardSign } from "../../shared/room-guard.ts";

/** A program by the name of its file; with `needs`, only when its arguments hold one of these words. */
export interface WatchedProgram {
  readonly name: string;
  readonly sign: Extract<GuardSign, "screen-recorder" | "remote-session" | "debugger">;
  readonly needs?: readonly string[];
}

const named = (sign: WatchedProgram["sign"], names: string): WatchedProgram[] =>
  names.split(" ").map((name) => ({ name, sign }));

/**
 * Programs that record or carry away a screen, or read another program's memory.
 *
 * A list of names sees names: whoever renames a program is not seen. It deters and it finds what runs by habit; the room's
 * image, which lacks these programs, is the protection. Of the list, only names that nothing else bears.
 */
export const watchedPrograms: readonly WatchedProgram[] = [
  ...named(
    "screen-recorder",
    "obs obs64 simplescreenrecorder kazam peek vokoscreen vokoscreenNG recordmydesktop byzanz-record",
  ),
  ...named(
    "screen-recorder",
    "wf-recorder wl-screenrec gpu-screen-recorder kooha blue-recorder green-recorder kmsgrab",
  ),
  ...named(
    "screen-recorder",
    "scrot maim import xwd flameshot shutter spectacle ksnip gnome-screenshot grim slop deepin-screen-recorder",
  ),
  ...["ffmpeg", "avconv", "gst-launch-1.0", "vlc", "cvlc"].map((name): WatchedProgram => ({
    name,
    sign: "screen-recorder",
    needs: ["x11grab", "kmsgrab", "xcbgrab", "fbdev", "ximagesrc", "pipewiresrc", "screen://"],
  })),
  ...named(
    "remote-session",
    "x11vnc x0vncserver x0tigervncserver vino-server wayvnc krfb gnome-remote-desktop-daemon xrdp xrdp-sesman",
  ),
  ...named(
    "remote-session",
    "rustdesk teamviewerd TeamViewer TeamViewer_Desktop anydesk nxserver.bin nxnode.bin parsecd sunshine",
  ),
  ...named(
    "remote-session",
    "chrome-remote-desktop-host ToDesk ToDesk_Service SunloginClient oray_rundaemon dwagent weston-rdp",
  ),
  ...named("debugger", "gcore ltrace rr x64dbg"),
];
