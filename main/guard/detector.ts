import { execFile } from "node:child_process";
import type { GuardSense, Sighting } from "../../shared/room-guard.ts";
import type { ProtectionState } from "../shell/port.ts";

/** One look at a part of the machine. */
export interface Look {
  /** "live" only when this look saw what it is for; whoever cannot look says "unknown", never "nothing there". */
  readonly state: ProtectionState;
  /** What is the case now; a viewing does not go on while it is. */
  readonly present: readonly Sighting[];
  /** What happened since the last look and may be over; a supervisor may go on after it. */
  readonly happened: readonly Sighting[];
}

/** One sense of the room guard. It keeps what it saw last, so each guard makes its own. */
export interface Detector {
  readonly sense: GuardSense;
  look(): Promise<Look>;
}

export const cannotLook: Look = { state: "unknown", present: [], happened: [] };

export function saw(present: readonly Sighting[], happened: readonly Sighting[] = []): Look {
  return { state: "live", present, happened };
}

/** Runs a program of the system and answers what it printed; `null` when it is missing, fails or hangs. */
export type RunProgram = (name: string, args: readonly string[]) => Promise<string | null>;

const longestRunMs = 1500;

export const runProgram: RunProgram = (name, args) =>
  new Promise((resolve) => {
    execFile(
      name,
      [...args],
      // The words of programs are read, so they must not be translated.
      { timeout: longestRunMs, env: { ...process.env, LC_ALL: "C" }, killSignal: "SIGKILL" },
      (error, stdout) => {
        resolve(error === null ? stdout : null);
      },
    );
  });
