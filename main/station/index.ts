export { CannotStart, cannotStart, type StartTrouble } from "./cannot-start.ts";
export type { EnrolmentDesk } from "./enrolment.ts";
export { startStation, type Station, type StationOptions } from "./start.ts";
