export { checkInstallation, checkOwnInstallation, integrityState, type InstallationReport } from "./installation.ts";
export { readInstalledTree, type TreeFiles } from "./installed-tree.ts";
export { judgeRelease, type InstalledProgram, type ReleaseFacts, type Verdict } from "./judge.ts";
export { fetchPiece, fetchRelease, pieceBytes, UpdateRefused, type UpdateLine } from "./line.ts";
export { openShelf, type Shelf } from "./shelf.ts";
export {
  createUpdates,
  type ReplaceableProgram,
  type UpdateFacts,
  type Updates,
  type UpdatesOptions,
} from "./updates.ts";
