export type { Bundles, BundleOptions } from "./bundles.ts";
export { CannotStart, cannotStart, type StartTrouble } from "./cannot-start.ts";
export type { EnrolmentDesk } from "./enrolment.ts";
export { openOfflineStation, type OfflineStation } from "./offline.ts";
export { machineClock, startStation, type Station, type StationOptions } from "./start.ts";
