export type { ElectronParts } from "./parts.ts";
export { anotherStation, prepareElectron } from "./prepare.ts";
export { createElectronShell, type ElectronOptions } from "./shell.ts";
