import { join } from "node:path";
import { app, BrowserWindow, ipcMain, Menu, powerMonitor, protocol, safeStorage, screen, session } from "electron";
import { createElectronShell, prepareElectron, type ElectronParts } from "./shell/electron/index.ts";
import { startStation } from "./station/index.ts";

/** The station on Electron. Everything before `whenReady` runs before any window, page or network stack. */

async function start(): Promise<void> {
  // `powerMonitor` and `screen` may be touched only now.
  const electron: ElectronParts = {
    app,
    BrowserWindow,
    ipcMain,
    Menu,
    powerMonitor,
    protocol,
    safeStorage,
    screen,
    session,
  };
  const shell = createElectronShell(electron, {
    version: process.versions.electron ?? "",
    platform: process.platform,
    preloadFile: join(import.meta.dirname, "../preload/index.cjs"),
    kiosk: app.isPackaged,
  });
  const station = await startStation({
    shell,
    folder: process.env["VITRINE_FOLDER"] ?? join(app.getPath("userData"), "station"),
    demonstration: !app.isPackaged,
  });
  await shell.closed;
  await station.close();
  app.exit(0);
}

const findings = prepareElectron({ app, protocol }, { argv: process.argv, environment: process.env });
if (findings.length > 0) {
  process.stderr.write(`vitrine does not start: ${findings.join(", ")}\n`);
  app.exit(1);
} else {
  // The last window going must not end the station before it has closed its log.
  app.on("window-all-closed", () => undefined);
  // Electron fires `ready` only once this module has finished evaluating, so awaiting it here would hang.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      process.stderr.write(`vitrine stops: ${error instanceof Error ? error.message : "unknown"}\n`);
      app.exit(1);
    });
}
