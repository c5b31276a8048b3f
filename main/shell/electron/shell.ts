import { randomUUID } from "node:crypto";
import { requestChannels } from "../../../shared/ipc/channels.ts";
import { judgeRequest, schemeOrigins, windowRules } from "../../seal/index.ts";
import type { ProtectionState, Shell, ShellApp, ShellEvent } from "../port.ts";
import { hardenEverything, isMainFrameOf } from "./harden.ts";
import { keepWindow } from "./keep.ts";
import { openKeyStore } from "./key-store.ts";
import { respond } from "./media.ts";
import type { ElectronParts, SessionPart, WindowPart } from "./parts.ts";
import { printPaper } from "./paper.ts";
import { electronProtections } from "./protections.ts";

export interface ElectronOptions {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  /** The built preload, `out/preload/index.cjs`. */
  readonly preloadFile: string;
  readonly kiosk: boolean;
  /** Whether the installed tree is the one that was released; "unavailable" for a program run from its sources. */
  integrity(): Promise<ProtectionState>;
}

const largestBody = 1_048_576;

/**
 * The production shell. Call it once Electron is ready, after `prepareElectron`.
 *
 * It holds no decision: it registers what `seal/` decides, on a session that lives in memory only and
 * ends with the window.
 */
export function createElectronShell(electron: ElectronParts, options: ElectronOptions): Shell {
  let window: WindowPart | null = null;
  let session: SessionPart | null = null;
  const ended = Promise.withResolvers<void>();
  return {
    kind: "electron",
    version: options.version,
    origins: schemeOrigins,
    keyStore: openKeyStore(electron.safeStorage, options.platform),
    closed: ended.promise,
    protections: async () => electronProtections(electron, options, window, session),
    open: async (app) => {
      const observe = (event: ShellEvent): void => app.observe(event);
      electron.Menu.setApplicationMenu(null);
      electron.app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: "off" });
      // Before the first session and page of ours, so that these are hardened like any other.
      hardenEverything(electron.app, electron.session.defaultSession, observe);
      // A name without "persist:" keeps everything in memory.
      const partition = `viewing-${randomUUID()}`;
      session = electron.session.fromPartition(partition, { cache: false });
      serveSchemes(session, app);
      const rules = windowRules({ preload: options.preloadFile, partition, kiosk: options.kiosk });
      window = new electron.BrowserWindow(rules);
      const letGo = keepWindow(electron, window, options, observe);
      watchMachine(electron, observe);
      answerMessages(electron, window, app);
      const own = session;
      window.on("closed", () => {
        letGo();
        observe({ kind: "window-closed" });
        void Promise.allSettled([own.clearStorageData(), own.clearCache()]).then(() => ended.resolve());
      });
      await window.loadURL(`${schemeOrigins.interface}/`);
      window.show();
    },
    send: (channel, payload) => {
      if (window !== null && !window.isDestroyed()) {
        window.webContents.send(channel, payload);
      }
    },
    print: async (paper) => printPaper(electron, paper),
    close: async () => {
      if (window === null) {
        return;
      }
      if (!window.isDestroyed()) {
        window.destroy();
      }
      await ended.promise;
    },
  };
}

/** Answers both schemes on this session alone, and nothing on the network's own. */
function serveSchemes(session: SessionPart, app: ShellApp): void {
  session.protocol.handle("app", async (request) => {
    // Which frame asked was judged before the request came here.
    const judged = judgeRequest({ address: request.url, isMainFrame: true, isNavigation: false }, schemeOrigins);
    if (judged?.to !== "interface" || request.method !== "GET") {
      return new Response(null, { status: 403 });
    }
    const answer = await app.serveInterface(judged.path);
    return respond({ kind: "bytes", ...answer }, { method: "GET", range: null });
  });
  session.protocol.handle("vault", async (request) => answerVault(request, app));
  for (const scheme of ["http", "https", "file"]) {
    session.protocol.handle(scheme, async () => new Response(null, { status: 403 }));
  }
}

async function answerVault(request: Request, app: ShellApp): Promise<Response> {
  const { method } = request;
  const judged = judgeRequest({ address: request.url, isMainFrame: false, isNavigation: false }, schemeOrigins);
  if (judged?.to !== "vault") {
    return new Response(null, { status: 403 });
  }
  const body = await readBody(request.body);
  if (body === null) {
    return new Response(null, { status: 413 });
  }
  const answer = await app.serveVault({ method, ticket: judged.ticket, path: judged.path, body });
  return respond(answer, { method, range: request.headers.get("range") });
}

async function readBody(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream ?? []) {
    size += piece.byteLength;
    if (size > largestBody) {
      return null;
    }
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

function watchMachine({ powerMonitor, screen }: ElectronParts, observe: (event: ShellEvent) => void): void {
  powerMonitor.on("lock-screen", () => observe({ kind: "lock" }));
  powerMonitor.on("unlock-screen", () => observe({ kind: "unlock" }));
  powerMonitor.on("suspend", () => observe({ kind: "suspend" }));
  powerMonitor.on("resume", () => observe({ kind: "resume" }));
  for (const event of ["display-added", "display-removed", "display-metrics-changed"] as const) {
    screen.on(event, () => observe({ kind: "display-change" }));
  }
}

function answerMessages({ ipcMain }: ElectronParts, window: WindowPart, app: ShellApp): void {
  for (const channel of requestChannels) {
    ipcMain.handle(channel, async ({ sender, senderFrame }, input) => {
      const isOurs = !window.isDestroyed() && sender.id === window.webContents.id;
      const isMainFrame = isOurs && isMainFrameOf(window.webContents, senderFrame);
      return app.invoke(channel, input, { isMainFrame, url: senderFrame?.url ?? "" });
    });
  }
}
