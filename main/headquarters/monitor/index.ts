export { createFindings, type Findings } from "./findings.ts";
export { startMonitor, type Monitor, type MonitorParts } from "./monitor.ts";
