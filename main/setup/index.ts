export { buildIfStale } from "./build.ts";
export { findChromium, findElectron, findOnPath } from "./browsers.ts";
export { demonstrationFolder, demonstrationPolicy, type DemonstrationPolicy } from "./demonstration.ts";
export { ensurePrograms, missingPrograms, type Program } from "./programs.ts";
export { ensureDisplay, openVirtualDisplay, type Display } from "./display.ts";
