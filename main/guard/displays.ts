import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, runProgram, saw, type Detector, type RunProgram } from "./detector.ts";

/** An output that shows something: its name and where it lies, e.g. `1920x1080+0+0`. */
interface Output {
  readonly name: string;
  readonly place: string;
}

const line = /^(\S+) connected(?: primary)? (\d+x\d+\+\d+\+\d+)/gmu;

/** Outputs that show something by the words of `xrandr --current`. */
export function shownOutputs(words: string): Output[] {
  return [...words.matchAll(line)].map(([, name = "", place = ""]) => ({ name, place }));
}

/**
 * Displays by RandR: one was added, taken away, mirrored or set differently, or there is more than one.
 *
 * `--current` asks the server and not the cables, so that looking often costs nothing. The browser's own list of screens
 * missed outputs in the lab. On Wayland nobody may ask, so the answer there is "unknown".
 */
export function watchDisplays(
  environment: Readonly<Record<string, string | undefined>>,
  run: RunProgram = runProgram,
): Detector {
  let last: string | null = null;
  return {
    sense: "displays",
    look: async () => {
      if (environment["DISPLAY"] === undefined || environment["XDG_SESSION_TYPE"] === "wayland") {
        return cannotLook;
      }
      const words = await run("xrandr", ["--display", environment["DISPLAY"], "--current"]);
      const outputs = words === null ? [] : shownOutputs(words);
      if (outputs.length === 0) {
        return cannotLook;
      }
      const layout = outputs.map(({ name, place }) => `${name} ${place}`).join(", ");
      const happened: Sighting[] =
        last === null || last === layout ? [] : [{ sign: "display-changed", detail: layout.slice(0, 200) }];
      last = layout;
      const present: Sighting[] = outputs
        .slice(1)
        .map(({ name, place }) => ({ sign: "second-display", detail: `${name} ${place}` }));
      return saw(present, happened);
    },
  };
}
