import type { GuardSense, Sighting } from "../../shared/room-guard.ts";
import type { ProtectionState } from "../shell/port.ts";
import { cannotLook, type Detector, type Look } from "./detector.ts";

/** Between two looks of a sense while a picture may be on screen, in ms: well within the half second that is promised. */
const watchingMs = 150;
const idleMs = 1000;

export interface RoomGuardOptions {
  readonly detectors: readonly Detector[];
  /** True while keys are open or a supervisor may open them again. */
  readonly isWatching: () => boolean;
  /** After each look of a sense that can say something. */
  readonly onLook: (look: Look) => void;
  /** A sense sees that could not, or no longer does. */
  readonly onState: (sense: GuardSense, state: ProtectionState) => void;
  readonly onFault: (error: unknown) => void;
}

/** Looks at the room again and again, each sense for itself, so that a slow one keeps none waiting. */
export interface RoomGuard {
  /** What is the case now by each sense's last look. */
  present(): readonly Sighting[];
  /** Whether each sense can look; "unknown" before its first look. */
  states(): ReadonlyMap<GuardSense, ProtectionState>;
  /** Resolves when each sense has looked once more. */
  look(): Promise<void>;
  close(): void;
}

export function startRoomGuard(options: RoomGuardOptions): RoomGuard {
  const { detectors, isWatching, onLook, onState, onFault } = options;
  const last = new Map<GuardSense, Look>(detectors.map(({ sense }) => [sense, cannotLook]));
  const timers = new Map<GuardSense, NodeJS.Timeout>();
  const running = new Map<GuardSense, Promise<void>>();
  let closed = false;

  const take = (sense: GuardSense, look: Look): void => {
    const before = last.get(sense) ?? cannotLook;
    last.set(sense, look);
    if (closed) {
      return;
    }
    onLook(look);
    if (before.state !== look.state) {
      onState(sense, look.state);
    }
  };
  const lookWith = async (detector: Detector): Promise<void> => {
    try {
      take(detector.sense, await detector.look());
    } catch (error) {
      // A sense that breaks sees nothing; what broke it is told once it is known not to see.
      if (last.get(detector.sense)?.state !== "failed") {
        onFault(error);
      }
      take(detector.sense, { ...cannotLook, state: "failed" });
    }
  };
  const next = async (detector: Detector): Promise<void> => {
    clearTimeout(timers.get(detector.sense));
    const busy = running.get(detector.sense);
    if (busy !== undefined) {
      return busy;
    }
    const look = lookWith(detector).finally(() => {
      running.delete(detector.sense);
      if (!closed) {
        const timer = setTimeout(() => void next(detector), isWatching() ? watchingMs : idleMs);
        timer.unref();
        timers.set(detector.sense, timer);
      }
    });
    running.set(detector.sense, look);
    return look;
  };
  detectors.forEach((detector) => void next(detector));
  return {
    present: () => [...last.values()].flatMap(({ present }) => present),
    states: () => new Map([...last].map(([sense, { state }]) => [sense, state])),
    look: async () => {
      await Promise.all(running.values());
      await Promise.all(detectors.map(next));
    },
    close: () => {
      closed = true;
      timers.forEach((timer) => clearTimeout(timer));
    },
  };
}
