export { createChromiumShell, type ChromiumOptions, type ChromiumShell } from "./shell.ts";
