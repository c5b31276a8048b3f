import { type Hands, watchClock } from "./clock.ts";
import type { Detector } from "./detector.ts";
import { watchDevices } from "./devices.ts";
import { watchDisplays } from "./displays.ts";
import { watchMachine } from "./machine.ts";
import { watchNetwork } from "./network.ts";
import { watchPrograms } from "./programs.ts";
import { watchSession } from "./session.ts";
import { watchSound } from "./sound.ts";

export type { Detector, Look } from "./detector.ts";
export { startRoomGuard, type RoomGuard } from "./guard.ts";

/** Every sense that this platform has; elsewhere the shell's own events are all there is, and the meter says "unknown". */
export function machineDetectors(
  clock: Hands,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly Detector[] {
  return process.platform === "linux"
    ? [
        watchDisplays(environment),
        watchSession(),
        watchPrograms(),
        watchDevices(),
        watchSound(),
        watchNetwork(),
        watchClock(clock),
        watchMachine(),
      ]
    : [watchClock(clock)];
}
