import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reservedShortcuts } from "../../../main/seal/index.ts";
import { hardenContents, hardenSession } from "../../../main/shell/electron/harden.ts";
import { keepWindow } from "../../../main/shell/electron/keep.ts";
import type { ShellEvent } from "../../../main/shell/port.ts";
import { windowRules } from "../../../main/seal/index.ts";
import { electronStandIn, type StandInMachine } from "./electron-stand-in.ts";

/** A window that is kept, and what was observed of it. */
function kept(machine: StandInMachine, options: { readonly platform: NodeJS.Platform; readonly kiosk: boolean }) {
  const standIn = electronStandIn(machine);
  const events: ShellEvent[] = [];
  const window = new standIn.electron.BrowserWindow(
    windowRules({ preload: "/p", partition: "viewing-1", kiosk: options.kiosk }),
  );
  const letGo = keepWindow(standIn.electron, window, options, (event) => void events.push(event));
  const count = (name: string): number => standIn.calls.filter((call) => call.name === name).length;
  return { ...standIn, events, letGo, count };
}

const kiosk = { platform: "linux", kiosk: true } as const;

describe("what is held up while the window is there", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("A16 F12 G08 R4: a kiosk keeps both clipboards empty at the start, every second, and at the end", () => {
    const { count, letGo } = kept({}, kiosk);
    const both = (): number[] => [count("clipboard.clear"), count("clipboard.selection.clear")];
    expect(both()).toEqual([1, 1]);
    vi.advanceTimersByTime(5000);
    expect(both()).toEqual([6, 6]);
    letGo();
    vi.advanceTimersByTime(5000);
    expect(both()).toEqual([7, 7]);
  });

  it("leaves the desktop of whoever runs a demonstration alone", () => {
    const { count, letGo } = kept({}, { platform: "linux", kiosk: false });
    vi.advanceTimersByTime(5000);
    letGo();
    const touched = ["clipboard.clear", "globalShortcut.register", "window.setAlwaysOnTop"];
    expect(touched.map(count)).toEqual([0, 0, 0]);
  });

  it("F01 takes the desktop's shortcuts for pictures of the screen, and observes each press", async () => {
    const { calls, play, events, letGo, count } = kept({}, kiosk);
    const taken = calls.filter(({ name }) => name === "globalShortcut.register").map(({ args: [keys] }) => keys);
    expect(taken).toEqual([...reservedShortcuts]);
    expect(events).toEqual([]);
    await play("globalShortcut PrintScreen");
    expect(events).toEqual([{ kind: "blocked", what: "capture-key", detail: "PrintScreen" }]);
    letGo();
    expect(count("globalShortcut.unregisterAll")).toBe(1);
  });

  it("F01 R13: says which shortcut another program holds", () => {
    const { events } = kept({ heldShortcuts: ["PrintScreen"] }, kiosk);
    expect(events).toEqual([{ kind: "blocked", what: "capture-key", detail: "not ours: PrintScreen" }]);
  });

  it("F13 F14 R12: where the platform can leave the window out of captures, losing that ends the picture within a second", () => {
    const { events, count } = kept({ protects: false }, { platform: "win32", kiosk: true });
    // At the start, and once more because it did not hold.
    expect(count("window.setContentProtection")).toBe(2);
    vi.advanceTimersByTime(1000);
    expect(events).toEqual([{ kind: "unprotected" }, { kind: "unprotected" }]);
    const fine = kept({}, { platform: "win32", kiosk: true });
    vi.advanceTimersByTime(9000);
    expect(fine.events).toEqual([]);
  });

  it("R13: asks for it on Linux too, and claims nothing, because there it does nothing", () => {
    const { events, count } = kept({ protects: false }, kiosk);
    vi.advanceTimersByTime(9000);
    expect([count("window.setContentProtection"), events]).toEqual([1, []]);
  });

  it("A49 keeps its title, whatever a page calls itself", () => {
    const { emit } = kept({}, kiosk);
    let prevented = 0;
    emit("window", "page-title-updated", { preventDefault: () => (prevented += 1) });
    expect(prevented).toBe(1);
  });

  it("E07 a kiosk stays above every other window and on every workspace", () => {
    const { calls } = kept({}, kiosk);
    expect(calls).toContainEqual({ name: "window.setAlwaysOnTop", args: [true, "screen-saver"] });
    expect(calls).toContainEqual({ name: "window.setVisibleOnAllWorkspaces", args: [true] });
    expect(windowRules({ preload: "", partition: "", kiosk: true })).toMatchObject({
      alwaysOnTop: true,
      closable: false,
    });
  });
});

describe("what every session and page is hardened against", () => {
  const hardened = () => {
    const standIn = electronStandIn();
    const events: ShellEvent[] = [];
    const observe = (event: ShellEvent): void => void events.push(event);
    hardenSession(standIn.electron.session.defaultSession, observe);
    hardenContents(standIn.contents, observe);
    return { ...standIn, events };
  };

  it.each([
    ["defaultSession", "select-usb-device", [{}]],
    ["defaultSession", "select-hid-device", [{}]],
    ["defaultSession", "select-serial-port", [[], {}]],
    ["contents", "select-bluetooth-device", [[]]],
  ])("A48 chooses no device on %s %s", (object, event, before) => {
    const { emit } = hardened();
    const chosen: string[] = [];
    let prevented = 0;
    emit(object, event, { preventDefault: () => (prevented += 1) }, ...before, (id: string) => chosen.push(id));
    expect([prevented, chosen]).toEqual([1, [""]]);
  });

  it("A23 A41 sends every session to a dead end, and loads no extension into any", () => {
    const { calls } = hardened();
    expect(calls).toContainEqual({
      name: "defaultSession.setProxy",
      args: [{ mode: "fixed_servers", proxyRules: "127.0.0.1:9", proxyBypassRules: "<-loopback>" }],
    });
    expect(calls.filter(({ name }) => /extension/iu.test(name))).toEqual([]);
  });

  it("A40 nothing is enlarged beyond the window", () => {
    expect(hardened().calls).toContainEqual({ name: "contents.setVisualZoomLevelLimits", args: [1, 1] });
  });

  it("F01 the keys for a picture of the screen are swallowed and observed", () => {
    const { emit, events } = hardened();
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    const press = { type: "keyDown", control: false, alt: false, shift: false, meta: false };
    emit("contents", "before-input-event", event, { ...press, key: "PrintScreen" });
    emit("contents", "before-input-event", event, { ...press, key: "s", meta: true, shift: true });
    emit("contents", "before-input-event", event, { ...press, key: "s" });
    expect(prevented).toBe(2);
    expect(events.map((one) => ("what" in one ? `${one.what} ${one.detail}` : one.kind))).toEqual([
      "capture-key PrintScreen",
      "capture-key s",
    ]);
  });

  it("B25 E18 a page that hangs or is gone is observed, so that the picture ends", () => {
    const { emit, events } = hardened();
    emit("contents", "unresponsive");
    emit("contents", "render-process-gone");
    expect(events).toEqual([{ kind: "renderer-gone" }, { kind: "renderer-gone" }]);
  });
});
