export { buildDeb, type DebOptions } from "./deb.ts";
export { packStation, type PackOptions } from "./pack.ts";
export { programName, sealTree, type Release } from "./tree.ts";
