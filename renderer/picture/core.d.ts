// video.js ships types for its full build only; the core is the same player without streaming formats.
declare module "video.js/core.es.js" {
  export { default } from "video.js";
}
