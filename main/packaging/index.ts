export { buildDeb, type DebOptions } from "./deb.ts";
export { openFaults, type FlooredPackage } from "./electron-floor.ts";
export { packStation, type PackOptions } from "./pack.ts";
export { describeRelease, type ReleaseTerms } from "./release.ts";
export { makeSbom, packagesInArchive, type SbomOptions } from "./sbom.ts";
export { programName, sealTree, type Release } from "./tree.ts";
