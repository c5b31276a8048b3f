import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../main/setup/index.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import type { Journey } from "../support/journey.ts";
import { openListeners, type Listeners } from "../support/listeners.ts";
import { ask, openViewing } from "../support/open-viewing.ts";
import { openOrdinaryPage, type OrdinaryPage } from "../support/ordinary-page.ts";
import { createOracle, formsOf, processTree, scanFolders, wideFormOf } from "../support/plaintext-oracle.ts";
import { attemptScript, scriptAttempts, sendingAttempts } from "../support/script-attempts.ts";

const asset = "WH-20261109-A017-01";
const executable = findChromium();
const canRun = executable !== null && existsSync(join(import.meta.dirname, `../../resources/demo/${asset}.mp4`));

/** Keys that a browser answers by itself: save, print, find, open, windows, tabs, reload, zoom, tools. */
const shortcuts = [
  ..."SPUONTWHJLFGRDKE".split("").map((key) => `Control+${key.toLowerCase()}`),
  ..."IJCKMNR".split("").map((key) => `Control+Shift+${key}`),
  "Control+=",
  "Control+-",
  "Control+0",
  "Shift+F10",
  ...Array.from({ length: 12 }, (_one, at) => `F${at + 1}`),
];

describe.skipIf(!canRun)("script in the interface that looks for a way out, while footage plays (R4)", () => {
  let app: DemonstrationStation;
  let journey: Journey;
  let ordinary: OrdinaryPage;
  let listeners: Listeners;
  let address = "";
  const scratch = mkdtempSync(join(tmpdir(), "vitrine-out-"));

  beforeAll(async () => {
    app = await startDemonstrationStation();
    app.page.setDefaultTimeout(20_000);
    journey = await openViewing(app, { asset, from: 100, to: 1600 });
    address = picture().url();
    listeners = await openListeners();
    ordinary = await openOrdinaryPage(executable ?? "");
    await journey.slowDown();
    await journey.play();
  });
  afterAll(async () => {
    await ordinary?.close();
    await app?.close();
    listeners?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const picture = (): Frame => {
    const found = app.page.frames().find((one) => one.url().startsWith("https://vault."));
    if (found === undefined) {
      throw new Error("no picture is open");
    }
    return found;
  };

  /** Whatever was tried: one window, on our own page, and the viewing is still under way. */
  const goesOn = async (): Promise<void> => {
    expect(app.page.context().pages()).toEqual([app.page]);
    expect(new URL(app.page.url()).origin).toBe("https://app.vitrine.invalid");
    expect((await ask(app, "viewing:current"))?.stage).toBe("playing");
  };

  it.each(scriptAttempts)("$title: gets nothing", async (attempt) => {
    const script = attemptScript(attempt, listeners.place);
    expect(await app.page.evaluate(script)).toBeNull();
    expect((await ordinary.page.evaluate(script)) !== null).toBe(attempt.ordinary === "something");
    await goesOn();
  });

  it.each(sendingAttempts)("$title: nobody hears of it", async (attempt) => {
    const script = attemptScript(attempt, listeners.place);
    await listeners.taken();
    await app.page.evaluate(script);
    const inside = await picture()
      .evaluate(script)
      .then(() => listeners.taken());
    expect(inside).toBe(0);
    await ordinary.page.evaluate(script);
    expect(await listeners.taken()).toBeGreaterThan(0);
    expect(
      app.page.frames().filter((frame) => !/^(?:https:\/\/(?:app|vault)\.|about:|chrome-error:|$)/u.test(frame.url())),
    ).toEqual([]);
    await goesOn();
  });

  it("A45 A15 A40 keys that a browser answers by itself end before they reach it", async () => {
    const listen = `globalThis.pressed = []; addEventListener("keydown", (event) => { if (!["Control", "Shift"].includes(event.key)) { pressed.push([event.key, event.defaultPrevented]); } });`;
    await app.page.evaluate(listen);
    await ordinary.page.evaluate(listen);
    await app.page.locator("body").focus();
    for (const key of shortcuts) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await app.page.keyboard.press(key);
    }
    const pressed = await app.page.evaluate<[string, boolean][]>("pressed");
    expect(pressed.length).toBeGreaterThanOrEqual(shortcuts.length - 2);
    expect(pressed.filter(([, isPrevented]) => !isPrevented)).toEqual([]);
    await ordinary.page.keyboard.press("Control+g");
    expect(await ordinary.page.evaluate("pressed.at(-1)[1]")).toBe(false);
    expect(await app.page.evaluate("[devicePixelRatio, visualViewport.scale, scrollX, scrollY]")).toEqual([1, 1, 0, 0]);
    await goesOn();
  });

  it("A42 A43 A44 drags, drops, menus and enlarging by the wheel are refused in both pages", async () => {
    const events = ["dragstart", "dragover", "drop", "contextmenu", "wheel"];
    const refused = `(${JSON.stringify(events)}).map((type) => {
      const event = type === "wheel" ? new WheelEvent(type, { bubbles: true, cancelable: true, ctrlKey: true }) : new DragEvent(type, { bubbles: true, cancelable: true });
      document.body.dispatchEvent(event); return event.defaultPrevented; })`;
    expect(await app.page.evaluate(refused)).toEqual(events.map(() => true));
    expect((await picture().evaluate<boolean[]>(refused)).slice(0, 4)).toEqual([true, true, true, true]);
    expect(await ordinary.page.evaluate(refused)).toEqual(events.map(() => false));
    await goesOn();
  });

  it("A43 a file and an address dropped on the window take it nowhere", async () => {
    writeFileSync(join(scratch, "dropped.html"), "<p>dropped</p>");
    await listeners.taken();
    const session = await app.page.context().newCDPSession(app.page);
    const data = {
      items: [{ mimeType: "text/uri-list", data: listeners.place.http }],
      files: [join(scratch, "dropped.html")],
      dragOperationsMask: 1,
    };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
    }
    await session.detach();
    expect(await listeners.taken()).toBe(0);
    await goesOn();
  });

  it("A50 the browser has no bus to speak on, no media session and no extension", () => {
    const tree = processTree(process.pid).slice(1);
    const command = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "latin1");
    const own = tree.find((pid) => command(pid).includes(app.profile)) ?? 0;
    const features =
      /--disable-features=([^\0]*)\0(?!.*--disable-features)/su.exec(command(own))?.[1]?.split(",") ?? [];
    expect(features).toEqual(
      expect.arrayContaining(["HardwareMediaKeyHandling", "MediaSessionService", "MediaRouter"]),
    );
    expect(readFileSync(`/proc/${own}/environ`, "latin1")).not.toMatch(/DBUS|SESSION_MANAGER/u);
  });

  it("A51 the page and the picture share no channel by a name", async () => {
    const listen = `globalThis.heard = []; globalThis.channel = new BroadcastChannel("out"); channel.onmessage = ({ data }) => heard.push(data);`;
    await picture().evaluate(listen);
    await app.page.evaluate(`new BroadcastChannel("out").postMessage("to the picture")`);
    await ordinary.page.evaluate(listen);
    await ordinary.page.evaluate(`new BroadcastChannel("out").postMessage("to itself")`);
    await expect.poll(() => ordinary.page.evaluate("heard.length")).toBe(1);
    expect(await picture().evaluate("heard")).toEqual([]);
  });

  it("A10 what is put into storage, databases, caches and files of the browser reaches no disk", async () => {
    const marker = randomBytes(48).toString("hex");
    const keep = `(async (text) => {
      const ways = [() => localStorage.setItem("k", text), () => sessionStorage.setItem("k", text), () => { document.cookie = "k=" + text + "; max-age=9999"; },
        async () => (await caches.open("k")).put("/k", new Response(text)),
        () => new Promise((done, no) => { const open = indexedDB.open("k"); open.onupgradeneeded = () => open.result.createObjectStore("k"); open.onerror = no; open.onsuccess = () => { const change = open.result.transaction("k", "readwrite"); change.objectStore("k").put(text, "k"); change.oncomplete = done; }; }),
        async () => { const file = await (await (await navigator.storage.getDirectory()).getFileHandle("k", { create: true })).createWritable(); await file.write(text); await file.close(); }];
      let kept = 0; for (const way of ways) { try { await way(); kept += 1; } catch {} } return kept;
    })(${JSON.stringify(marker)})`;
    const bytes = Buffer.from(marker);
    const oracle = createOracle([...formsOf("marker", bytes), ...formsOf("marker", bytes).map(wideFormOf)]);
    await app.page.evaluate(keep);
    await picture().evaluate(keep);
    expect(scanFolders(oracle, [app.profile]).finds).toEqual([]);
    // The scan sees, and an ordinary page may keep all of it.
    expect(await ordinary.page.evaluate(keep)).toBeGreaterThanOrEqual(5);
    writeFileSync(join(scratch, "planted"), marker);
    expect(scanFolders(oracle, [scratch]).finds).toHaveLength(1);
    await goesOn();
  });

  it("A13 a download, by a link and by a blob, leaves no file", async () => {
    const click = (href: string): string =>
      `(() => { const link = document.createElement("a"); link.href = ${href}; link.download = "out.bin"; document.body.append(link); link.click(); link.remove(); })()`;
    const media = `${address}media`;
    const ways = [JSON.stringify(media), `URL.createObjectURL(new Blob(["out"]))`, `"data:text/plain,out"`];
    const started: string[] = [];
    app.page.on("download", (download) => started.push(download.url()));
    for (const way of ways) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await app.page.evaluate(click(way));
    }
    const [seen] = await Promise.all([
      ordinary.page.waitForEvent("download"),
      ordinary.page.evaluate(click(ways[1] ?? "")),
    ]);
    expect(seen.suggestedFilename()).toBe("out.bin");
    expect(started).toEqual([]);
    const files = createOracle([{ name: "name", bytes: Buffer.from("out.bin") }]);
    expect(scanFolders(files, [join(app.profile, "home")]).finds).toEqual([]);
    await goesOn();
  });

  it("A14 a window, by script, by a named target, by a middle and a shifted click", async () => {
    const link = (page: Page): Promise<unknown> =>
      page.evaluate(`(() => { const link = document.createElement("a"); link.id = "out"; link.href = "about:blank#out"; link.target = "named"; link.textContent = "out";
        for (const [name, value] of Object.entries({ position: "fixed", left: "4px", top: "4px", zIndex: "999" })) link.style[name] = value; document.body.append(link); })()`);
    const tryAll = async (page: Page): Promise<void> => {
      await link(page);
      await page.evaluate(`open("about:blank", "named"); open("about:blank")`);
      await page.locator("#out").click();
      await page.locator("#out").click({ button: "middle" });
      await page.locator("#out").click({ modifiers: ["Shift"] });
      await page.evaluate(`document.querySelector("#out").remove()`);
    };
    await tryAll(ordinary.page);
    expect(ordinary.page.context().pages().length).toBeGreaterThan(1);
    await tryAll(app.page);
    await expect.poll(() => app.page.context().pages().length).toBe(1);
    await goesOn();
  });
});
