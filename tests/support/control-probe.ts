import { join } from "node:path";
import type * as Ipc from "../../main/ipc/index.ts";
import type * as Seal from "../../main/seal/index.ts";
import type * as Harden from "../../main/shell/electron/harden.ts";
import type * as Keep from "../../main/shell/electron/keep.ts";
import type * as Prepare from "../../main/shell/electron/prepare.ts";
import type { ShellEvent } from "../../main/shell/port.ts";
import type * as BehindSignIn from "../../main/station/behind-sign-in.ts";
import { requestChannels } from "../../shared/ipc/channels.ts";
import { fail, ok } from "../../shared/result.ts";
import { electronStandIn } from "../unit/shell/electron-stand-in.ts";

/** The parts of the product that hold its controls. */
export interface Controls {
  readonly seal: typeof Seal;
  readonly harden: typeof Harden;
  readonly keep: typeof Keep;
  readonly prepare: typeof Prepare;
  readonly ipc: typeof Ipc;
  readonly behind: typeof BehindSignIn;
}

/** Loads them from the project, or from a copy of it in which something was taken out. */
export async function loadControls(root: string): Promise<Controls> {
  const part = async (file: string): Promise<unknown> => import(/* @vite-ignore */ join(root, file));
  const [seal, harden, keep, prepare, ipc, behind] = await Promise.all([
    part("main/seal/index.ts"),
    part("main/shell/electron/harden.ts"),
    part("main/shell/electron/keep.ts"),
    part("main/shell/electron/prepare.ts"),
    part("main/ipc/index.ts"),
    part("main/station/behind-sign-in.ts"),
  ]);
  // Same files as the product's but for the mutation.
  return { seal, harden, keep, prepare, ipc, behind } as Controls;
}

/** An attempt by its id, and whether it got through. */
type Outcome = readonly [id: string, open: boolean];

const packaged = { isPackaged: true, platform: "linux", argv: ["/opt/vitrine"], environment: {} } as const;

function starts({ seal }: Controls): Outcome[] {
  const passes = (change: object): boolean =>
    seal.guardBootstrap({ ...packaged, hasSwitch: () => false, ...change }).length === 0;
  return [
    ["B01", passes({ isPackaged: false, hasSwitch: (name: string) => name === "remote-debugging-port" })],
    ["B10", passes({ environment: { XDG_CONFIG_HOME: "/tmp/x" } })],
    ["B11", passes({ argv: ["/opt/vitrine", "/tmp/evil.js"] })],
    ["B17", passes({ isPackaged: false, environment: { NODE_OPTIONS: "--require x" } })],
    ["B19", passes({ environment: { DISPLAY: "elsewhere:0" } })],
  ];
}

function requests({ seal }: Controls): Outcome[] {
  const at = seal.schemeOrigins;
  const judged = (address: string, isMainFrame: boolean | null, isNavigation = false): boolean =>
    seal.judgeRequest({ address, isMainFrame, isNavigation }, at) !== null;
  const policy = seal.interfaceHeaders(at)["content-security-policy"] ?? "";
  const features = seal.pictureHeaders(at)["permissions-policy"] ?? "";
  return [
    ["A09", judged("vault://picture/t/media", true) || judged("vault://picture/t/media", null)],
    ["A12", judged("vault://picture/t/media", false, true) || seal.mayNavigate("vault://picture/t/", true, at)],
    ["A13", !/sandbox(?!.*allow-downloads)/u.test(policy)],
    ["A14", /allow-popups/u.test(policy) || !policy.includes("sandbox")],
    ["A15", /allow-modals/u.test(policy) || !policy.includes("sandbox")],
    ["A16", !features.includes("clipboard-write=()")],
    ["A17", !features.includes("picture-in-picture=()")],
    ["A20", !features.includes("display-capture=()") || seal.mayUse("display-capture")],
    ["A23", judged("https://exfil.example/", true) || !policy.includes("connect-src 'none'")],
    [
      "A29",
      seal.parseVaultAddress("vault://picture/t/a..b", at) !== null ||
        seal.parseVaultAddress("vault://picture/t/m?x", at) !== null,
    ],
    ["A30", seal.parseRange("bytes=0-1,4-5", 10).kind !== "unsatisfiable"],
    ["A38", !policy.includes("require-trusted-types-for 'script'")],
    [
      "A45",
      seal.mayPress({ key: "F12", control: false, shift: false, alt: false, meta: false }) ||
        seal.mayPress({ key: "p", control: true, shift: false, alt: false, meta: false }),
    ],
    ["F01", !seal.captures({ key: "PrintScreen", meta: false, shift: false })],
  ];
}

async function pages({ harden, seal }: Controls): Promise<Outcome[]> {
  const standIn = electronStandIn();
  const events: ShellEvent[] = [];
  const observe = (event: ShellEvent): void => void events.push(event);
  harden.hardenEverything(standIn.electron.app, standIn.electron.session.defaultSession, observe);
  const session = standIn.electron.session.fromPartition("viewing-1", { cache: false });
  const rules = seal.windowRules({ preload: "/p", partition: "viewing-1", kiosk: true });
  const { webContents } = new standIn.electron.BrowserWindow(rules);
  const prevented = (object: string, event: string, ...rest: unknown[]): boolean => {
    let count = 0;
    standIn.emit(
      object,
      event,
      { preventDefault: () => (count += 1), url: "https://exfil.example/", isMainFrame: true },
      ...rest,
    );
    return count > 0;
  };
  const item = { getURL: () => "vault://picture/t/media" };
  const chosen: string[] = [];
  const choose = (id: string): void => void chosen.push(id);
  const granted: unknown[] = [];
  await standIn.play("session.setPermissionRequestHandler", {}, "media", (answer: boolean) => granted.push(answer));
  granted.push(await standIn.play("session.setPermissionCheckHandler", {}, "media"));
  const names = new Set(standIn.calls.map(({ name }) => name));
  const { webPreferences } = rules;
  return [
    ["A12", !prevented("contents", "will-navigate")],
    ["A13", !prevented("session", "will-download", item)],
    [
      "A14",
      JSON.stringify(await standIn.play("contents.setWindowOpenHandler", { url: "app://vitrine/" })) !==
        '{"action":"deny"}',
    ],
    ["A21", granted.includes(true) || granted.length !== 2],
    ["A23", !names.has("session.setProxy") || !names.has("session.onBeforeRequest")],
    ["A24", !names.has("contents.setWebRTCIPHandlingPolicy")],
    [
      "A34",
      harden.isMainFrameOf(webContents, { ...standIn.mainFrame, routingId: 9 }) ||
        harden.isMainFrameOf(webContents, { ...standIn.mainFrame, parent: standIn.mainFrame }),
    ],
    ["A40", !names.has("contents.setVisualZoomLevelLimits")],
    ["A44", !prevented("contents", "context-menu")],
    ["A46", webPreferences.devTools],
    ["A47", webPreferences.disableBlinkFeatures !== "FileSystemAccessLocal"],
    [
      "A48",
      !prevented("session", "select-usb-device", {}, choose) ||
        !prevented("contents", "select-bluetooth-device", [], choose) ||
        chosen.some((id) => id !== ""),
    ],
    ["B05", !webPreferences.sandbox || !webPreferences.contextIsolation],
    ["B25", (standIn.emit("contents", "unresponsive"), !events.some(({ kind }) => kind === "renderer-gone"))],
    ["A10", session.isPersistent()],
  ];
}

function keeping({ keep, seal }: Controls): Outcome[] {
  const run = (
    protects: boolean | undefined,
    platform: NodeJS.Platform,
  ): { names: string[]; kinds: string[]; kept: boolean } => {
    const standIn = electronStandIn(protects === undefined ? {} : { protects });
    const events: ShellEvent[] = [];
    const window = new standIn.electron.BrowserWindow(seal.windowRules({ preload: "/p", partition: "v", kiosk: true }));
    const letGo = keep.keepWindow(
      standIn.electron,
      window,
      { platform, kiosk: true },
      (event) => void events.push(event),
    );
    let titles = 0;
    standIn.emit("window", "page-title-updated", { preventDefault: () => (titles += 1) });
    letGo();
    return { names: standIn.calls.map(({ name }) => name), kinds: events.map(({ kind }) => kind), kept: titles === 1 };
  };
  const linux = run(undefined, "linux");
  return [
    ["A49", !linux.kept],
    ["E07", !linux.names.includes("window.setAlwaysOnTop")],
    ["F12", linux.names.filter((name) => name === "clipboard.selection.clear").length < 2],
    ["F14", !run(false, "win32").kinds.includes("unprotected")],
    ["F13", !linux.names.includes("window.setContentProtection")],
  ];
}

function preparing({ prepare }: Controls): Outcome[] {
  const standIn = electronStandIn();
  prepare.prepareElectron(standIn.electron, { argv: ["/opt/vitrine"], environment: {}, platform: "linux" });
  const said = JSON.stringify(standIn.calls);
  const second = electronStandIn({ isSecondInstance: true });
  return [
    ["B05", !said.includes("app.enableSandbox")],
    ["A25", !said.includes("MAP * ~NOTFOUND")],
    ["A50", !said.includes("MediaSessionService")],
    ["A09", /"bypassCSP":true|"corsEnabled":true/u.test(said) || !said.includes("registerSchemesAsPrivileged")],
    [
      "B21",
      prepare.prepareElectron(second.electron, { argv: ["/opt/vitrine"], environment: {}, platform: "linux" })
        .length === 0,
    ],
  ];
}

async function messages({ ipc, behind }: Controls): Promise<Outcome[]> {
  const ran: string[] = [];
  const made = Object.fromEntries(
    requestChannels.map((channel) => [
      channel,
      async () => {
        ran.push(channel);
        return channel === "identity:people" ? ok([]) : fail({ code: "made-up" } as never);
      },
    ]),
  );
  // Every handler is the same: what is under test stands before and after it.
  const handlers = made as unknown as Ipc.Handlers;
  const options = { interfaceOrigin: "app://vitrine", reportBug: () => "7F3K" };
  const own = { isMainFrame: true, url: "app://vitrine/" };
  const reaches = async (channel: string, input: unknown, sender = own, more: object = {}): Promise<boolean> => {
    const before = ran.length;
    await ipc.answer(handlers, { ...options, ...more }, channel, input, sender);
    return ran.length > before;
  };
  const getter = {
    get locale(): string {
      return "en";
    },
  };
  const answer = JSON.stringify(await ipc.answer(handlers, options, "sync:now", undefined, own));
  const guarded = behind.behindSignIn(handlers, () => false, { act: async (_attempt, _subject, work) => work() });
  return [
    [
      "A34",
      (await reaches("sync:now", undefined, { ...own, isMainFrame: false })) ||
        (await reaches("sync:now", undefined, { ...own, url: "about:blank" })),
    ],
    [
      "A35",
      (await reaches("station:setLocale", { locale: "xx" })) ||
        (await reaches("requests:saveDraft", { draft: "x".repeat(65_000), more: "x".repeat(400_000) })) ||
        (await reaches("station:setLocale", getter)),
    ],
    ["A35 flood", await reaches("sync:now", undefined, own, { mayTake: () => false })],
    ["A36", answer.includes("made-up")],
    ["D10", (await guarded["identity:people"]({})).ok],
  ];
}

/** Ids of the attempts that get through, in order; none where every control is in its place. */
export async function openAttempts(controls: Controls): Promise<string[]> {
  const outcomes = [
    ...starts(controls),
    ...requests(controls),
    ...(await pages(controls)),
    ...keeping(controls),
    ...preparing(controls),
    ...(await messages(controls)),
  ];
  return [...new Set(outcomes.filter(([, open]) => open).map(([id]) => id))];
}
