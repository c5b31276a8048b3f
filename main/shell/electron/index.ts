export type { ElectronParts } from "./parts.ts";
export { prepareElectron } from "./prepare.ts";
export { createElectronShell, type ElectronOptions } from "./shell.ts";
