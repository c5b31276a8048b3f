import { join } from "node:path";
import { machineDetectors } from "./guard/index.ts";
import { demonstrationFolder, ensureDisplay, findChromium } from "./setup/index.ts";
import { createChromiumShell } from "./shell/chromium/index.ts";
import { startLines } from "./start-words.ts";
import { cannotStart, machineClock, startStation } from "./station/index.ts";

/**
 * The demonstration station on an installed browser, started by `launch.ts`.
 *
 * Ends when its window is closed or on Ctrl+C; both end an open viewing in order first.
 */

const root = join(import.meta.dirname, "..");
const policy = process.env["VITRINE_POLICY"];
const folder = process.env["VITRINE_FOLDER"] ?? join(root, "out", demonstrationFolder(policy));
const size = { width: 1366, height: 768 } as const;

function end(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const executable = findChromium();
  if (executable === null) {
    return end(startLines("no-browser"));
  }
  const display = await ensureDisplay(size);
  if (display === null) {
    return end(startLines("no-display"));
  }
  const shell = await createChromiumShell({
    executable,
    preloadFile: join(root, "out/preload/index.cjs"),
    size,
    // Without a display there is no window manager either, so the window must fill the screen itself.
    kiosk: display.virtual,
    environment: display.environment,
  });
  try {
    const station = await startStation({
      shell,
      folder,
      demonstration: true,
      policy,
      // The browser may be on a display of its own.
      senses: machineDetectors(machineClock, { ...process.env, ...display.environment }),
    });
    const leave = (): void => {
      void shell.close();
    };
    process.once("SIGINT", leave);
    process.once("SIGTERM", leave);
    await shell.closed;
    await station.close();
  } finally {
    // Closing twice is harmless; a station that could not start must not leave its browser behind.
    await shell.close();
    display.close();
  }
}

await main().catch((error: unknown) => {
  // Whatever it was, people get a sentence and a number; the engineer finds the rest in the technical log.
  const refusal = cannotStart(error, join(folder, "diagnostics"));
  end(startLines(refusal.trouble, refusal));
});
// Nothing of ours is left running; a library's idle timer must not keep the terminal.
process.exit();
