import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { machineDetectors, startRoomGuard } from "../../main/guard/index.ts";
import { figure, type Figure } from "./figure.ts";

/**
 * What looking at the room costs: processor time of this process and of the programs it asks, while keys are open and while
 * nobody watches, each beside the same process with one timer a second and nothing else.
 *
 * `VITRINE_BENCH_SECONDS` sets how long each is measured.
 */
const seconds = Number(process.env["VITRINE_BENCH_SECONDS"] ?? 10);
/** Ticks of `proc(5)` a second, the same on every Linux that Node supports. */
const ticks = 100;

/** Processor time in ms of the programs that this process started and that have ended. */
function askedMs(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name in brackets may hold blanks; what follows it starts with the third field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[13]) + Number(fields[14])) * 1000) / ticks;
}

async function costOf(begin: () => () => void): Promise<number> {
  const end = begin();
  // The first look opens what later ones find open.
  await pause(1000);
  const [own, asked] = [process.cpuUsage(), askedMs()];
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(own);
  const cost = (user + system) / 1000 + askedMs() - asked;
  end();
  return cost / seconds;
}

function guarding(isWatching: boolean): () => () => void {
  return () => {
    const guard = startRoomGuard({
      detectors: machineDetectors({ wall: () => new Date(), mono: () => process.hrtime.bigint() }),
      isWatching: () => isWatching,
      onLook: () => undefined,
      onState: () => undefined,
      onFault: () => undefined,
    });
    return () => guard.close();
  };
}

/** Milliseconds of processor time a second. */
export async function run(): Promise<readonly Figure[]> {
  const idle = await costOf(() => {
    const timer = setInterval(() => undefined, 1000);
    return () => clearInterval(timer);
  });
  const waiting = await costOf(guarding(false));
  const watching = await costOf(guarding(true));
  return [
    figure("room guard while keys are open", watching, "ms/s", idle),
    figure("room guard while nobody watches", waiting, "ms/s", idle),
  ];
}
