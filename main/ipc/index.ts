export { announce, type Screen } from "./announce.ts";
export { answer, serve, type Handlers, type RouterOptions } from "./router.ts";
