import { dirname, join } from "node:path";
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
} from "electron";
// Electron's `fs` shows the archive as a folder; this one shows what lies on disk.
import * as originalFiles from "original-fs";
import { demonstrationFolder } from "./setup/index.ts";
import { anotherStation, createElectronShell, prepareElectron, type ElectronParts } from "./shell/electron/index.ts";
import { startLines } from "./start-words.ts";
import { cannotStart, startStation } from "./station/index.ts";
import { checkOwnInstallation, integrityState } from "./updates/index.ts";

/** The station on Electron. Everything before `whenReady` runs before any window, page or network stack. */

function stationFolder(): string {
  if (app.isPackaged) {
    // No variable leads an installed station to another folder, with a log that begins anew.
    return join(app.getPath("userData"), "station");
  }
  const policy = process.env["VITRINE_POLICY"];
  const name = policy === undefined ? "station" : demonstrationFolder(policy);
  return process.env["VITRINE_FOLDER"] ?? join(app.getPath("userData"), name);
}

/** A sentence in both languages on the terminal, and on screen where there is no terminal. */
function end(error: unknown): void {
  const refusal = cannotStart(error, join(stationFolder(), "diagnostics"));
  endWith(startLines(refusal.trouble, refusal));
}

function endWith(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n")}\n`);
  if (app.isPackaged) {
    dialog.showErrorBox("封阅 Vitrine", lines.join("\n\n"));
  }
  app.exit(1);
}

const ownTree = dirname(process.execPath);

async function start(): Promise<void> {
  if (app.isPackaged && integrityState(await checkOwnInstallation(ownTree, originalFiles)) !== "live") {
    endWith(startLines("altered-program"));
    return;
  }
  // `powerMonitor` and `screen` may be touched only now.
  const electron: ElectronParts = {
    app,
    BrowserWindow,
    clipboard,
    globalShortcut,
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
    integrity: async () =>
      app.isPackaged ? integrityState(await checkOwnInstallation(ownTree, originalFiles)) : "unavailable",
  });
  const station = await startStation({
    shell,
    folder: stationFolder(),
    demonstration: !app.isPackaged,
    policy: process.env["VITRINE_POLICY"],
  });
  await shell.closed;
  await station.close();
  app.exit(0);
}

const { argv, env, platform } = process;
const findings = prepareElectron({ app, protocol }, { argv, environment: env, platform });
if (findings.length > 0) {
  const lines = findings.includes(anotherStation)
    ? startLines("in-use")
    : [...startLines("unsafe-arguments"), findings.join(", ")];
  process.stderr.write(`${lines.join("\n")}\n`);
  // EX_CONFIG, as the launcher ends: the session does not start it again.
  app.exit(findings.includes(anotherStation) ? 1 : 78);
} else {
  // The last window going must not end the station before it has closed its log.
  app.on("window-all-closed", () => undefined);
  // Electron fires `ready` only once this module has finished evaluating, so awaiting it here would hang.
  app.whenReady().then(start).catch(end);
}
