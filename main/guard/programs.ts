import { readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, saw, type Detector } from "./detector.ts";
import { namesIn, quietly, textOf } from "./reading.ts";
import { watchedPrograms } from "./watched-programs.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly tracer: number;
  /** Names it may go by: of its file, of what it was started as, of itself. */
  readonly names: readonly string[];
  readonly args: readonly string[];
}

const fields = {
  name: /^Name:\s*(.*)$/mu,
  parent: /^PPid:\s*(.*)$/mu,
  tracer: /^TracerPid:\s*(.*)$/mu,
} as const;

function readProcess(root: string, pid: string): Process | null {
  const folder = join(root, pid);
  const status = textOf(join(folder, "status"));
  const line = textOf(join(folder, "cmdline"));
  if (status === null || line === null) {
    return null;
  }
  const field = (name: keyof typeof fields): string => fields[name].exec(status)?.[1] ?? "";
  const [first = "", ...args] = line.split("\0");
  const file = quietly(() => readlinkSync(join(folder, "exe"))) ?? "";
  const names = [basename(first), basename(file), field("name")].filter((name) => name !== "");
  return { pid: Number(pid), parent: Number(field("parent")), tracer: Number(field("tracer")), names, args };
}

function readProcesses(root: string): Process[] {
  return (namesIn(root) ?? [])
    .filter((name) => /^\d+$/u.test(name))
    .map((pid) => readProcess(root, pid))
    .filter((found) => found !== null);
}

function isBelow(one: Process, top: number, parents: ReadonlyMap<number, number>): boolean {
  const passed = new Set<number>();
  for (let pid = one.pid; pid > 0 && !passed.has(pid); pid = parents.get(pid) ?? 0) {
    if (pid === top) {
      return true;
    }
    passed.add(pid);
  }
  return false;
}

/**
 * Programs that record or carry away the screen, by the list of names, and whoever traces one of our own processes.
 *
 * Where the kernel hides other users' programs (`hidepid`, `ProtectProc=`) the first process is out of sight too: then
 * what is seen is told, and the sense says "unknown".
 */
export function watchPrograms(root = "/proc", own = process.pid): Detector {
  return {
    sense: "programs",
    look: async () => {
      const processes = readProcesses(root);
      if (processes.length === 0) {
        return cannotLook;
      }
      const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
      const found: Sighting[] = processes.flatMap((one) => {
        const ours = isBelow(one, own, parents);
        const traced: Sighting[] =
          ours && one.tracer !== 0 ? [{ sign: "debugger", detail: nameOf(one.tracer, processes) }] : [];
        return ours ? traced : namedIn(one);
      });
      return processes.some(({ pid }) => pid === 1) ? saw(found) : { ...cannotLook, present: found };
    },
  };
}

function namedIn({ names, args }: Process): Sighting[] {
  const known = watchedPrograms.find(
    ({ name, needs }) =>
      // The kernel keeps fifteen characters of a name.
      names.some((one) => one === name || (one.length === 15 && name.startsWith(one))) &&
      (needs === undefined || args.some((word) => needs.some((needed) => word.includes(needed)))),
  );
  return known === undefined ? [] : [{ sign: known.sign, detail: known.name }];
}

function nameOf(pid: number, processes: readonly Process[]): string {
  return processes.find((one) => one.pid === pid)?.names[0] ?? "unnamed";
}
