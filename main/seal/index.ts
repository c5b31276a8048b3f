export {
  describeAddress,
  judgeRequest,
  mayNavigate,
  parseInterfaceAddress,
  parseVaultAddress,
  type RequestFacts,
  type VaultAddress,
} from "./address.ts";
export { guardBootstrap, refusedSwitches, type Bootstrap } from "./bootstrap.ts";
export { contentTypeOf, interfaceHeaders, mediaHeaders, paperHeaders, pictureHeaders } from "./headers.ts";
export { compareInstallation, type FoundEntry, type InstallationFault } from "./installation.ts";
export { captures, mayPress, reservedShortcuts, type KeyPress } from "./keys.ts";
export { invalidOrigins, originOf, schemeOrigins, type Origins } from "./origins.ts";
export { readPageFiles, type PageFiles } from "./page-files.ts";
export { mayUse } from "./permissions.ts";
export { createRate, messageRate, type RateRule } from "./rate.ts";
export { parseRange, type ByteRange } from "./range.ts";
export { blocking, effectOf, type GuardEffect, type WatchedTerms } from "./room-guard.ts";
export { isSealed, shieldMeter } from "./shield.ts";
export { answerPaper } from "./paper.ts";
export { paperRules, windowRules, type PaperRules, type WindowRules } from "./window.ts";
