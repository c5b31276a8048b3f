export { createAdministration } from "./administration.ts";
export { masterFrom, rehearseBackup } from "./backup.ts";
export { askEnrolment } from "./enrolments.ts";
export { openOrders, type Orders } from "./orders.ts";
export type { AdministrationParts } from "./parts.ts";
export { administrationView, standingOf } from "./view.ts";
export { askNewLog, ownLogOf } from "./new-logs.ts";
export { openRegisterDesk } from "./register.ts";
