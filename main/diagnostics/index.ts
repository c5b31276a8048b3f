export { Breach, type BreachSubject } from "./breach.ts";
export { newIncident } from "./incident.ts";
export { redact } from "./redact.ts";
export { openTechnicalLog, type Facts, type TechnicalLog } from "./technical-log.ts";
