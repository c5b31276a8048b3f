export { openDeclarations } from "./declarations.ts";
export { openTimeChecks } from "./time-checks.ts";
