export { addRelease, areRoots, type ReleaseRefusal } from "./releases.ts";
export { registerReleases } from "./routes.ts";
