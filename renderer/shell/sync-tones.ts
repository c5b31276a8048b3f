import type { StationStatus } from "../../shared/model/station.ts";
import type { Tone } from "../ui/parts.tsx";

/** Colour of each state of sync, wherever it is shown. */
export const syncTones: Readonly<Record<StationStatus["sync"]["status"], Tone>> = {
  idle: "green",
  syncing: "accent",
  waiting: "amber",
  offline: "amber",
  rollback: "red",
  refused: "red",
};
