import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, runProgram, saw, type Detector, type RunProgram } from "./detector.ts";

const login = "org.freedesktop.login1";
const savers = ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"] as const;

/** Booleans in the order in which `busctl get-property` prints them, one a line: `b true`. */
export function flagsIn(words: string): boolean[] {
  return words
    .split("\n")
    .filter((one) => one.startsWith("b "))
    .map((one) => one === "b true");
}

/**
 * The person's session by logind and by the desktop's screen saver: locked, not in front (another user, another terminal),
 * remote, or about to sleep.
 *
 * Without logind the sense is "unknown": a screen saver alone knows nothing of other terminals.
 */
export function watchSession(run: RunProgram = runProgram): Detector {
  const ask = async (path: string, face: string, ...names: string[]): Promise<boolean[] | null> => {
    const words = await run("busctl", ["--system", "get-property", login, path, `${login}.${face}`, ...names]);
    const flags = words === null ? [] : flagsIn(words);
    return flags.length === names.length ? flags : null;
  };
  const isSaverOn = async (name: string): Promise<boolean> => {
    const path = `/${name.replaceAll(".", "/")}`;
    const words = await run("busctl", ["--user", "--auto-start=no", "call", name, path, name, "GetActive"]);
    return words !== null && flagsIn(words)[0] === true;
  };
  return {
    sense: "session",
    look: async () => {
      const [session, manager, ...on] = await Promise.all([
        ask(`/org/freedesktop/login1/session/auto`, "Session", "LockedHint", "Active", "Remote"),
        ask("/org/freedesktop/login1", "Manager", "PreparingForSleep", "PreparingForShutdown"),
        ...savers.map(isSaverOn),
      ]);
      const present: Sighting[] = [];
      const add = (isSo: boolean | undefined, sign: Sighting["sign"], detail: string): void => {
        if (isSo === true) {
          present.push({ sign, detail });
        }
      };
      add(session?.[0], "screen-locked", "logind");
      add(session?.[1] === false, "session-inactive", "logind");
      add(session?.[2], "remote-session", "logind");
      add(manager?.[0], "machine-asleep", "sleep");
      add(manager?.[1], "machine-asleep", "shutdown");
      savers.forEach((name, index) => add(on[index], "screen-locked", name));
      return session === null || manager === null ? { ...cannotLook, present } : saw(present);
    },
  };
}
