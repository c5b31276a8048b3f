import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startLines } from "./start-words.ts";
import {
  buildIfStale,
  demonstrationPolicy,
  ensurePrograms,
  findChromium,
  findElectron,
  findOnPath,
} from "./setup/index.ts";

/**
 * `npm start`: builds what is stale, picks a runtime and starts the demonstration station on it.
 *
 * Electron where its program is on the machine; else an installed Chromium or Chrome; else, as root on
 * Debian, its package; else one sentence that says what to do.
 */

const root = join(import.meta.dirname, "..");
const say = (line: string): void => console.log(line);

interface Runtime {
  readonly program: string;
  readonly args: readonly string[];
  readonly sentence: string;
}

function chooseRuntime(): Runtime | string {
  const electron = findElectron();
  // Chromium inside Electron does not start for root unless its sandbox is taken away.
  if (electron !== null && hasDisplay() && !isRoot()) {
    return { program: electron, args: [root], sentence: "Starting on Electron." };
  }
  const lacking = ensurePrograms(hasDisplay() ? ["chromium", "cjk-font"] : ["chromium", "cjk-font", "xvfb"], say);
  const chromium = findChromium();
  if (chromium === null || (!hasDisplay() && findOnPath("Xvfb") === null)) {
    return lacking ?? startLines(chromium === null ? "no-browser" : "no-display").join("\n");
  }
  if (lacking !== null) {
    say(lacking);
  }
  return {
    program: process.execPath,
    args: [join(root, "main/chromium.ts")],
    sentence: `Starting on Chromium, because ${whyNot(electron)}. For demonstration and test only: this runtime is not sealed.`,
  };
}

function whyNot(electron: string | null): string {
  if (electron === null) {
    return "Electron's program is not on this machine";
  }
  return isRoot() ? "Electron does not run as root" : "there is no display";
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function hasDisplay(): boolean {
  const names = [process.env["DISPLAY"], process.env["WAYLAND_DISPLAY"]];
  return process.platform !== "linux" || names.some((name) => name !== undefined && name !== "");
}

async function main(): Promise<number> {
  const asked = demonstrationPolicy(process.argv.slice(2));
  if (!asked.ok) {
    say(`没有这个规则包。可用：${asked.known.join("、")}，或者规则包文件的路径。`);
    say(`There is no such policy pack. Known are ${asked.known.join(", ")}, or the path of a pack's file.`);
    return 2;
  }
  const runtime = chooseRuntime();
  if (typeof runtime === "string") {
    say(runtime);
    return 1;
  }
  const broken = buildIfStale(say);
  if (broken !== null) {
    say(broken);
    startLines("build-failed").forEach(say);
    return 1;
  }
  say(runtime.sentence);
  if (!hasDisplay()) {
    say(
      "There is no display, so the window opens on an invisible one. `npm run tour` shows the station without a display.",
    );
  }
  const environment = asked.policy === undefined ? process.env : { ...process.env, VITRINE_POLICY: asked.policy };
  const child = spawn(runtime.program, runtime.args, { cwd: root, stdio: "inherit", env: environment });
  // The terminal sends Ctrl+C to both; the station ends its viewing first, and then we end.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

process.exitCode = await main();
