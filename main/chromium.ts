import { join } from "node:path";
import { ensureDisplay, findChromium } from "./setup/index.ts";
import { createChromiumShell } from "./shell/chromium/index.ts";
import { startStation } from "./station/index.ts";

/**
 * The demonstration station on an installed browser, started by `launch.ts`.
 *
 * Ends when its window is closed or on Ctrl+C; both end an open viewing in order first.
 */

const root = join(import.meta.dirname, "..");
const size = { width: 1366, height: 768 } as const;

async function main(): Promise<void> {
  const executable = findChromium();
  if (executable === null) {
    throw new Error("no chromium on this machine");
  }
  const display = await ensureDisplay(size);
  if (display === null) {
    throw new Error("no display and no virtual one");
  }
  const shell = await createChromiumShell({
    executable,
    preloadFile: join(root, "out/preload/index.cjs"),
    size,
    // Without a display there is no window manager either, so the window must fill the screen itself.
    kiosk: display.virtual,
    environment: display.environment,
  });
  const folder = process.env["VITRINE_FOLDER"] ?? join(root, "out/demonstration");
  try {
    const station = await startStation({ shell, folder, demonstration: true });
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
  process.stderr.write(`The station stops: ${error instanceof Error ? error.message : "unknown reason"}.\n`);
  process.exitCode = 1;
});
// Nothing of ours is left running; a library's idle timer must not keep the terminal.
process.exit();
