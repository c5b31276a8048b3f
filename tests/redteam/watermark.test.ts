import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../main/setup/index.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { persons, pinOf, type Journey } from "../support/journey.ts";
import { ask, openViewing } from "../support/open-viewing.ts";
import { colourOf, shoot, tilesThatDiffer, type Box } from "../support/screenshot.ts";
import { storedEntries, type StoredEntry } from "../support/station-log.ts";

const asset = "WH-20261109-A017-01";
const canRun = findChromium() !== null && existsSync(join(import.meta.dirname, `../../resources/demo/${asset}.mp4`));

/** Longest that a picture may stay without its watermark, milliseconds (A37). */
const limitMs = 500;

const opaque = (more: string): string =>
  `{ const d = document.createElement('div'); for (const [k, v] of Object.entries({ position: 'fixed', background: '#fff', zIndex: '99', ${more} })) d.style[k] = v; d.className = 'attack'; document.body.append(d); }`;

/** What script in the picture frame itself might do to the layer, and how the log may call it. */
const inside = {
  "the layer is removed": "mark.remove()",
  "the layer is not displayed": "mark.style.setProperty('display', 'none', 'important')",
  "the layer is hidden": "mark.style.visibility = 'hidden'",
  "the layer is faded": "mark.style.opacity = '0.1'",
  "the layer is clipped away": "mark.style.clipPath = 'circle(5%)'",
  "the layer is turned away": "mark.style.transform = 'translateX(100%)'",
  "the layer is shrunk": "mark.style.height = '20px'",
  "the layer is painted over with nothing":
    "setInterval(() => mark.getContext('2d').clearRect(0, 0, mark.width, mark.height), 5)",
  "something lies above it": opaque("inset: '0', pointerEvents: 'none'"),
  "the layer's style sheet is swapped":
    "{ const s = new CSSStyleSheet(); s.replaceSync('#watermark { opacity: 0 !important }'); document.adoptedStyleSheets = [s]; }",
} as const;

/** What script in the screen around the picture might do to the frame. */
const around = {
  "the frame is faded": "frame.style.opacity = '0.2'",
  "the frame is turned": "frame.style.transform = 'rotate(3deg)'",
  "the frame is clipped": "frame.style.clipPath = 'inset(0 0 60% 0)'",
  "the frame is shrunk to a stamp": "{ frame.style.width = '60px'; frame.style.height = '34px'; }",
  "the stage around the frame is faded": "frame.parentElement.style.opacity = '0.5'",
  "half of the picture is covered": opaque("left: '0', top: '60px', width: '500px', height: '500px'"),
} as const;

describe.skipIf(!canRun)("A37 A39 the watermark is on every picture and cannot be taken off", () => {
  let app: DemonstrationStation;
  let journey: Journey;

  beforeAll(async () => {
    app = await startDemonstrationStation();
    app.page.setDefaultTimeout(20_000);
    journey = await openViewing(app, { asset, from: 100, to: 1600 });
  });
  afterAll(async () => {
    await app?.close();
  });

  const frame = (): Frame => {
    const found = app.page.frames().find((one) => one.url().startsWith("https://vault."));
    if (found === undefined) {
      throw new Error("no picture is open");
    }
    return found;
  };

  const box = async (): Promise<Box> => {
    const found = await app.page.locator("iframe.picture").boundingBox();
    if (found === null) {
      throw new Error("the picture is not on the screen");
    }
    return found;
  };

  /** The supervisor lets a stopped viewing go on; then it plays, from its beginning. */
  const play = async (): Promise<Frame> => {
    const viewing = await ask(app, "viewing:current");
    if (viewing?.stage === "stopped") {
      const supervisor = { token: persons.supervisor, pin: pinOf(persons.supervisor) };
      await ask(app, "viewing:resume", { viewing: viewing.id, ...supervisor });
      await journey.view();
    }
    await journey.play();
    const now = frame();
    await now.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.3);
    // The frame is gone from the page soon after it has stopped, so it tells the page when it did.
    await app.page.evaluate(() => {
      const gone: number[] = [];
      Reflect.set(globalThis, "gone", gone);
      addEventListener("message", ({ data }) => {
        if (typeof data?.goneAt === "number") {
          gone.push(data.goneAt);
        }
      });
    });
    await now.evaluate(() => {
      const video = document.querySelector("video");
      const look = (): void => {
        if (video === null || video.hidden !== false) {
          parent.postMessage({ goneAt: performance.timeOrigin + performance.now() }, "*");
          clearInterval(timer);
        }
      };
      const timer = setInterval(look, 5);
    });
    return now;
  };

  const attack = (target: Frame, script: string): Promise<number> =>
    target.evaluate(`(() => {
      const mark = document.querySelector("#watermark");
      const frame = document.querySelector("iframe.picture");
      const at = performance.timeOrigin + performance.now();
      ${script};
      return at;
    })()`);

  const stops = (since: number): StoredEntry[] => storedEntries(app.folder, since).filter(({ t }) => t === "view.stop");

  /** Milliseconds from the attack to the black picture, after all else about the stop was found right. */
  const stoppedAfter = async (target: () => Frame, script: string): Promise<number> => {
    await play();
    const area = await box();
    const before = colourOf(await shoot(app.page, area));
    const size = storedEntries(app.folder).length;
    const ticket = new URL(frame().url()).pathname.split("/")[1] ?? "";
    const start = await attack(target(), script);
    await app.page.waitForFunction(() => Reflect.get(globalThis, "gone").length > 0, undefined, { timeout: 10_000 });
    const [gone = Number.POSITIVE_INFINITY] = await app.page.evaluate<number[]>("gone");
    await app.page.locator(".notice-red").waitFor();
    await app.page.evaluate("document.querySelectorAll('.attack').forEach((one) => one.remove())");
    await expect.poll(() => stops(size).length).toBe(1);
    expect(await app.page.locator("iframe.picture").count()).toBe(0);
    expect(before).toBeGreaterThan(0.05);
    expect(colourOf(await shoot(app.page, area))).toBeLessThan(before / 5);
    expect(stops(size)).toMatchObject([
      { b: { reason: expect.stringMatching(/^(?:watermark-removed|watermark-covered|picture-covered)$/u) } },
    ]);
    const answer = await app.station.app.serveVault({ method: "GET", ticket, path: "/", body: new Uint8Array() });
    expect(answer).toMatchObject({ status: 404 });
    return gone - start;
  };

  it("A37 is in every part of a screenshot, and nowhere still", async () => {
    await play();
    await journey.pause();
    const { width = 0, height = 0 } = app.page.viewportSize() ?? {};
    const compare = async (area: Box): Promise<number> => {
      const one = await shoot(app.page, area);
      await app.page.waitForTimeout(3000);
      return tilesThatDiffer(one, await shoot(app.page, area));
    };
    expect(await compare(await box())).toBeGreaterThan(0.95);
    // The same look at what does not move: the measure can say no.
    expect(await compare({ x: 16, y: 2, width: 400, height: 50 })).toBe(0);
    await journey.button(journey.t("player.full")).click();
    await expect.poll(async () => (await box()).width).toBeGreaterThan(width * 0.9);
    expect((await box()).height).toBeGreaterThan(height * 0.7);
    await app.page.waitForTimeout(1500);
    expect((await ask(app, "viewing:current"))?.stage).toBe("playing");
    expect(await compare(await box())).toBeGreaterThan(0.95);
    await journey.button(journey.t("player.fullExit")).click();
  });

  it("stays on a picture that is shown lighter, which the log has before anybody sees it (R2, R5)", async () => {
    await play();
    await journey.pause();
    const size = storedEntries(app.folder).length;
    await app.page.keyboard.press("b");
    await app.page.locator(".readout-enhanced").waitFor();
    const logged = (): StoredEntry[] => storedEntries(app.folder, size).filter(({ t }) => t === "view.display");
    expect(logged()).toMatchObject([{ b: { asset, enhanced: true, gamma: 180, roster: [{}, {}] } }]);
    await app.page.keyboard.press("b");
    await app.page.locator(".readout-enhanced").waitFor({ state: "detached" });
    await expect.poll(() => logged().map(({ b }) => b["enhanced"])).toEqual([true, false]);
    expect((await ask(app, "viewing:current"))?.stage).toBe("playing");
  });

  it("A39 stops in the full window too, and the supervisor lets it go on by hand (R9)", async () => {
    await play();
    await journey.button(journey.t("player.full")).click();
    await app.page.waitForTimeout(1000);
    const size = storedEntries(app.folder).length;
    await attack(frame(), inside["the layer is removed"]);
    await app.page.locator(".notice-red").waitFor();
    expect(stops(size)).toMatchObject([{ b: { reason: "watermark-removed" } }]);
    await app.page.locator(".tokens .token", { hasText: "赵敏" }).getByRole("button").first().click();
    await app.page.getByLabel(journey.t("pin.label")).fill(pinOf(persons.supervisor));
    await journey.button(journey.t("room.resume")).click();
    await journey.view();
    await play();
    expect(storedEntries(app.folder, size).map(({ t }) => t)).toEqual(
      expect.arrayContaining(["view.stop", "key.open"]),
    );
    await journey.pause();
  });

  it.each(Object.entries(inside))("stops within half a second when %s (A37, R12)", async (_says, script) => {
    expect(await stoppedAfter(frame, script)).toBeLessThanOrEqual(limitMs);
  });

  it.each(Object.entries(around))("stops within half a second when %s (A37, R12)", async (_says, script) => {
    expect(await stoppedAfter(() => app.page.mainFrame(), script)).toBeLessThanOrEqual(limitMs);
  });
});
