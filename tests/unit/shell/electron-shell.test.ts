import { describe, expect, it } from "vitest";
import { requestChannels } from "../../../shared/ipc/channels.ts";
import { createElectronShell, prepareElectron, type ElectronOptions } from "../../../main/shell/electron/index.ts";
import { openKeyStore } from "../../../main/shell/electron/key-store.ts";
import type { FramePart } from "../../../main/shell/electron/parts.ts";
import { smallApp } from "../../support/small-app.ts";
import { electronStandIn, type StandInMachine } from "./electron-stand-in.ts";

const clip = Uint8Array.from({ length: 700_000 }, (_, index) => index % 251);
const start = { argv: ["/opt/vitrine/vitrine"], environment: { LANG: "zh_CN.UTF-8" }, platform: "linux" } as const;

async function opened(machine: StandInMachine = {}, change: Partial<ElectronOptions> = {}) {
  const standIn = electronStandIn(machine);
  const app = smallApp(clip, (channel) => ({ ok: true, value: channel }));
  const shell = createElectronShell(standIn.electron, {
    version: "45.4.1",
    platform: "linux",
    preloadFile: "/opt/vitrine/preload/index.cjs",
    kiosk: true,
    integrity: () => Promise.resolve("live" as const),
    ...change,
  });
  await shell.open(app);
  const names = standIn.calls.map(({ name }) => name);
  const ask = async (scheme: string, url: string, init?: RequestInit): Promise<Response> => {
    const answer = await standIn.play(`session.handle ${scheme}`, new Request(url, init));
    if (!(answer instanceof Response)) {
      throw new Error("a scheme answers with a response");
    }
    return answer;
  };
  return { ...standIn, names, app, shell, ask };
}

describe("before Electron is ready", () => {
  it("sandboxes every renderer, closes the network and names our schemes, in this order", () => {
    const { electron, calls } = electronStandIn();
    expect(prepareElectron(electron, start)).toEqual([]);
    const names = calls.map(({ name }) => name);
    expect(names[0]).toBe("app.enableSandbox");
    expect(names.indexOf("protocol.registerSchemesAsPrivileged")).toBeGreaterThan(
      names.lastIndexOf("app.appendSwitch"),
    );
    expect(names.at(-1)).toBe("app.requestSingleInstanceLock");
    expect(calls).toContainEqual({ name: "app.appendSwitch", args: ["host-resolver-rules", "MAP * ~NOTFOUND"] });
  });

  it("gives no scheme CORS, service workers or a way around the policy", () => {
    const { electron, calls } = electronStandIn();
    prepareElectron(electron, start);
    const [schemes] = calls.find(({ name }) => name === "protocol.registerSchemesAsPrivileged")?.args ?? [];
    expect(schemes).toMatchObject([
      { scheme: "app", privileges: { standard: true, secure: true, corsEnabled: false, stream: false } },
      { scheme: "vault", privileges: { standard: true, secure: true, corsEnabled: false, stream: true } },
    ]);
    expect(JSON.stringify(schemes)).not.toMatch(/"(?:bypassCSP|allowServiceWorkers|allowExtensions|codeCache)":true/u);
  });

  it.each(["remote-debugging-port", "no-sandbox", "js-flags", "bypasscsp-schemes"])(
    "does nothing at all when started with %s",
    (name) => {
      const { electron, calls, switches } = electronStandIn();
      switches.add(name);
      expect(prepareElectron(electron, start)).toEqual([`switch ${name}`]);
      expect(calls).toEqual([]);
    },
  );

  it("B21 does not start twice", () => {
    const { electron } = electronStandIn({ isSecondInstance: true });
    expect(prepareElectron(electron, start)).toEqual(["another station is running"]);
  });
});

describe("Electron shell", () => {
  it("hardens sessions and pages before it makes the first one", async () => {
    const { names } = await opened();
    const order = [
      "defaultSession.setPermissionRequestHandler",
      "app.on session-created",
      "app.on web-contents-created",
      "session.fromPartition",
      "session.setPermissionRequestHandler",
      "session.setProxy",
      "session.handle app",
      "new BrowserWindow",
      "window.setContentProtection",
      "ipcMain.handle station:status",
      "window.loadURL",
      "window.show",
    ];
    expect(order.map((name) => names.indexOf(name))).toEqual(
      order.map((name) => names.indexOf(name)).toSorted((a, b) => a - b),
    );
    expect(order.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("keeps the session in memory, a new one for each window", async () => {
    const first = await opened();
    const second = await opened();
    const partition = ({ calls }: typeof first) => calls.find(({ name }) => name === "session.fromPartition")?.args;
    expect(partition(first)?.[0]).toMatch(/^viewing-/u);
    expect(partition(first)?.[1]).toEqual({ cache: false });
    expect(partition(first)?.[0]).not.toBe(partition(second)?.[0]);
    expect(first.window.rules?.webPreferences.partition).toBe(partition(first)?.[0]);
  });

  it("makes a sandboxed, isolated kiosk window without developer tools", async () => {
    const { window } = await opened();
    expect(window.rules).toMatchObject({ kiosk: true, frame: false, show: false, minimizable: false });
    expect(window.rules?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
      webSecurity: true,
      spellcheck: false,
    });
  });

  it.each(["defaultSession", "session"])("grants nothing on %s and observes who asked", async (session) => {
    const { play, app } = await opened();
    const answers: unknown[] = [];
    await play(`${session}.setPermissionRequestHandler`, {}, "display-capture", (granted: boolean) =>
      answers.push(granted),
    );
    answers.push(await play(`${session}.setPermissionCheckHandler`, null, "media"));
    answers.push(await play(`${session}.setDevicePermissionHandler`, {}));
    expect(answers).toEqual([false, false, false]);
    expect(app.events).toContainEqual({ kind: "blocked", what: "permission", detail: "display-capture" });
  });

  it.each([
    ["https://exfil.example/x", "script", { parent: null }, true],
    ["app://vitrine/assets/index.js", "script", { parent: null }, false],
    ["app://vitrine/assets/index.js", "script", { parent: {} }, true],
    ["vault://picture/t-1/media", "media", { parent: {} }, false],
    ["vault://picture/t-1/media", "media", { parent: null }, true],
    ["vault://picture/t-1/media", "media", null, true],
    ["vault://picture/t-1/", "subFrame", null, false],
    ["vault://picture/t-1/media", "subFrame", null, true],
    ["vault://picture/t-1/", "mainFrame", null, true],
    ["app://vitrine/", "mainFrame", null, false],
    ["file:///etc/hostname", "image", { parent: null }, true],
    ["ws://127.0.0.1:1/", "webSocket", { parent: null }, true],
  ])("A28 request for %s as %s from %j: cancelled is %s", async (url, resourceType, frame, cancel) => {
    const { play } = await opened();
    const answers: unknown[] = [];
    await play("session.onBeforeRequest", { url, resourceType, frame }, (answer: unknown) => answers.push(answer));
    expect(answers).toEqual([{ cancel }]);
  });

  it("A12 A13 A14 A44 A46 stops downloads, windows, navigation, views, menus and developer tools", async () => {
    const { emit, play, app, calls } = await opened();
    let prevented = 0;
    const click = (extra: object = {}) => ({ preventDefault: () => (prevented += 1), ...extra });
    emit("session", "will-download", click(), { getURL: () => "vault://picture/t-1/media" });
    emit("contents", "will-navigate", click({ url: "https://exfil.example/x?case=7", isMainFrame: true }));
    emit("contents", "will-navigate", click({ url: "app://vitrine/", isMainFrame: true }));
    emit("contents", "will-frame-navigate", click({ url: "vault://picture/t-1/", isMainFrame: false }));
    emit("contents", "will-attach-webview", click());
    emit("contents", "context-menu", click());
    emit("contents", "devtools-opened");
    expect(prevented).toBe(4);
    expect(await play("contents.setWindowOpenHandler", { url: "app://vitrine/" })).toEqual({ action: "deny" });
    expect(calls.map(({ name }) => name)).toContain("contents.closeDevTools");
    expect(app.events.map((event) => ("what" in event ? `${event.what} ${event.detail}` : event.kind))).toEqual([
      "download vault://picture",
      "navigation https://exfil.example",
      "devtools opened",
      "window app://vitrine",
    ]);
  });

  it.each([
    ["p", true, true],
    ["F12", false, true],
    ["PrintScreen", false, true],
    ["c", true, false],
    ["a", false, false],
    [" ", false, false],
  ])("A45 key %j with control %s: swallowed is %s", async (key, control, swallowed) => {
    const { emit } = await opened();
    let prevented = false;
    emit(
      "contents",
      "before-input-event",
      { preventDefault: () => (prevented = true) },
      { type: "keyDown", key, control, shift: false, alt: false, meta: false },
    );
    expect(prevented).toBe(swallowed);
  });

  it("A34 R3: says which frame sent a message, by identity", async () => {
    const { play, app, mainFrame, contents } = await opened();
    const from = async (senderFrame: FramePart | null, sender = contents): Promise<boolean | undefined> => {
      await play("ipcMain.handle station:status", { sender, senderFrame }, undefined);
      return app.calls.at(-1)?.sender.isMainFrame;
    };
    expect(await from({ ...mainFrame })).toBe(true);
    expect(await from(null)).toBe(false);
    expect(await from({ ...mainFrame, parent: mainFrame })).toBe(false);
    expect(await from({ ...mainFrame, detached: true })).toBe(false);
    expect(await from({ ...mainFrame, routingId: 2 })).toBe(false);
    expect(await from({ ...mainFrame, processId: 8 })).toBe(false);
    expect(await from({ ...mainFrame }, { ...contents, id: 2 })).toBe(false);
  });

  it("listens on every channel of the table and on no other", async () => {
    const { names } = await opened();
    expect(names.filter((name) => name.startsWith("ipcMain.")).toSorted()).toEqual(
      requestChannels.map((channel) => `ipcMain.handle ${channel}`).toSorted(),
    );
  });

  it("answers a range to the end of the file, reading only what is pulled", async () => {
    const { ask, app } = await opened();
    const response = await ask("vault", "vault://picture/t-1/media", { headers: { range: "bytes=100000-" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-length")).toBe("600000");
    expect(app.reads).toEqual([]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(clip.subarray(100_000));
    expect(app.reads.map(([from]) => from)).toEqual([100_000, 362_144, 624_288]);
  });

  it("stops reading when the player cancels", async () => {
    const { ask, app } = await opened();
    const response = await ask("vault", "vault://picture/t-1/media", { headers: { range: "bytes=0-" } });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(app.reads).toHaveLength(1);
  });

  it.each(["http", "https", "file"])("refuses %s altogether", async (scheme) => {
    const { ask } = await opened();
    expect((await ask(scheme, "https://example.com/")).status).toBe(403);
  });

  it("answers nothing on our schemes that has not exactly the right shape", async () => {
    const { ask, app } = await opened();
    expect((await ask("vault", "vault://picture/t-1/media?x=1")).status).toBe(403);
    expect((await ask("vault", "vault://elsewhere/t-1/media")).status).toBe(403);
    expect((await ask("app", "app://vitrine/../main/index.js")).status).not.toBe(200);
    expect((await ask("app", "app://vitrine/", { method: "POST" })).status).toBe(403);
    expect(app.vaultRequests).toEqual([]);
    expect((await ask("app", "app://vitrine/")).headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("passes small posts of the picture frame on and refuses large ones", async () => {
    const { ask, app } = await opened();
    await ask("vault", "vault://picture/t-1/shown", { method: "POST", body: "[1,2]" });
    expect(app.vaultRequests.at(-1)).toMatchObject({ method: "POST", ticket: "t-1", path: "/shown" });
    expect(new TextDecoder().decode(app.vaultRequests.at(-1)?.body)).toBe("[1,2]");
    const response = await ask("vault", "vault://picture/t-1/shown", { method: "POST", body: "x".repeat(1_048_577) });
    expect(response.status).toBe(413);
  });

  it("reports the machine's own events", async () => {
    const { emit, app } = await opened();
    emit("powerMonitor", "lock-screen");
    emit("powerMonitor", "suspend");
    emit("powerMonitor", "resume");
    emit("screen", "display-added");
    emit("contents", "render-process-gone");
    expect(app.events.map(({ kind }) => kind)).toEqual([
      "lock",
      "suspend",
      "resume",
      "display-change",
      "renderer-gone",
    ]);
  });

  it("F14 asks for capture protection again whenever the window may have lost it", async () => {
    const { emit, calls } = await opened();
    const asked = () => calls.filter(({ name }) => name === "window.setContentProtection").length;
    const before = asked();
    for (const event of ["show", "restore", "hide"]) {
      emit("window", event);
    }
    expect(asked()).toBe(before + 3);
  });

  it("clears the session when the window is gone, and closes once", async () => {
    const { shell, names, calls, app } = await opened();
    expect(names).not.toContain("session.clearStorageData");
    await shell.close();
    await shell.close();
    expect(calls.map(({ name }) => name)).toContain("session.clearStorageData");
    expect(app.events.filter(({ kind }) => kind === "window-closed")).toHaveLength(1);
    await shell.closed;
  });

  it("R13: claims only what it has looked at", async () => {
    const { shell } = await opened();
    expect(await shell.protections()).toMatchObject({
      capture: "unavailable",
      network: "live",
      storage: "live",
      kiosk: "live",
      integrity: "live",
    });
    const leaking = await opened({ proxy: "DIRECT" });
    expect(await leaking.shell.protections()).toMatchObject({ network: "failed" });
  });
});

describe("key store", () => {
  it("gives back what it wrapped", () => {
    const store = openKeyStore(electronStandIn().electron.safeStorage, "linux");
    const secret = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
    expect(store?.name).toBe("gnome_libsecret");
    expect(store?.unwrap(store.wrap(secret))).toEqual(secret);
    expect(store?.wrap(secret)).not.toEqual(secret);
  });

  it.each([{ backend: "basic_text" }, { backend: "unknown" }, { encryption: false }])(
    "B15 is none with %j",
    (machine) => {
      expect(openKeyStore(electronStandIn(machine).electron.safeStorage, "linux")).toBeNull();
    },
  );
});

describe("Electron prints a form", () => {
  const paper = { page: "<!doctype html><p>查阅回执</p>", style: "p { color: #000; }" };

  it("R4: from a hidden page without script or bridge, on a session that has this form and nothing else", async () => {
    const { shell, calls, ask } = await opened();
    const before = calls.length;
    expect(await shell.print(paper)).toEqual({ kind: "printer" });
    const made = calls.slice(before);
    const [rules] = made.find(({ name }) => name === "new BrowserWindow")?.args ?? [];
    expect(rules).toMatchObject({ show: false, webPreferences: { sandbox: true, javascript: false, devTools: false } });
    expect(JSON.stringify(rules)).not.toContain("preload");
    expect(made.map(({ name }) => name)).toContain("session.setPermissionRequestHandler");
    expect(made).toContainEqual({
      name: "paper.print",
      args: [{ silent: true, printBackground: true, pageSize: "A4" }],
    });
    expect(made.at(-1)?.name).toBe("session.clearCache");
    expect(made.map(({ name }) => name)).toContain("paper.destroy");
    const page = await ask("app", "app://vitrine/");
    expect(await page.text()).toBe(paper.page);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self';.*sandbox$/u);
    expect(await (await ask("app", "app://vitrine/assets/paper.css")).text()).toBe(paper.style);
    for (const [scheme, address] of [
      ["app", "app://vitrine/index.html"],
      ["app", "app://vitrine/assets/index.js"],
      ["vault", "vault://picture/ticket/"],
      ["file", "file:///etc/passwd"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- a handful, one after the other
      expect((await ask(scheme, address)).status).toBe(403);
    }
  });

  it("R4: the window itself never prints", async () => {
    const { shell, calls } = await opened();
    await shell.print(paper);
    expect(calls.map(({ name }) => name)).not.toContain("contents.print");
  });

  it("says so when the printer takes nothing", async () => {
    const { shell } = await opened({ printer: false });
    expect(await shell.print(paper)).toEqual({ kind: "failed" });
  });
});
