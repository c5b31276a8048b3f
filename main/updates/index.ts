export { checkInstallation, checkOwnInstallation, integrityState, type InstallationReport } from "./installation.ts";
export { readInstalledTree, type TreeFiles } from "./installed-tree.ts";
