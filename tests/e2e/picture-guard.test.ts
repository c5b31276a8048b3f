import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { canMakeClips, clip } from "../support/clips.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureLab,
  type VaultBench,
} from "../support/picture.ts";

/** Longest that a picture may stay without its watermark, milliseconds. */
const limitMs = 500;

/** What script in the picture frame itself might do, and what each must be called. */
const inside = {
  "the layer is removed": "mark.remove()",
  "the layer is moved elsewhere": "document.body.append(mark)",
  "the layer is not displayed": "mark.style.display = 'none'",
  "the layer is made transparent": "mark.style.setProperty('opacity', '0', 'important')",
  "the layer is nearly transparent": "mark.style.opacity = '0.05'",
  "the layer is hidden": "mark.style.visibility = 'hidden'",
  "the layer has the hidden attribute": "mark.hidden = true",
  "the layer is clipped": "mark.style.clipPath = 'inset(50%)'",
  "the layer is scaled away": "mark.style.transform = 'scale(0.01)'",
  "the layer is masked": "mark.style.maskImage = 'linear-gradient(transparent, transparent)'",
  "the layer is shrunk": "mark.style.width = '10px'",
  "the layer is pushed below": "mark.style.zIndex = '-1'",
  "the stage is made transparent": "document.querySelector('#stage').style.opacity = '0.1'",
  "a style sheet hides the layer":
    "{ const s = new CSSStyleSheet(); s.replaceSync('#watermark { opacity: 0 !important }'); document.adoptedStyleSheets = [s]; }",
  "the canvas is wiped again and again":
    "setInterval(() => mark.getContext('2d').clearRect(0, 0, mark.width, mark.height), 5)",
  "something opaque lies above":
    "{ const d = document.createElement('div'); d.style.cssText = 'position:fixed;inset:0;z-index:9;background:#000'; document.body.append(d); }",
  "something untouchable lies above":
    "{ const d = document.createElement('div'); for (const [k, v] of Object.entries({ position: 'fixed', inset: '0', zIndex: '9', background: '#000', pointerEvents: 'none' })) d.style[k] = v; document.body.append(d); }",
  "a dialog is in the top layer":
    "{ const d = document.createElement('dialog'); document.body.append(d); d.showModal(); }",
  "a popover is in the top layer":
    "{ const d = document.createElement('div'); d.popover = 'manual'; document.body.append(d); d.showPopover(); }",
} as const;

/** What script in the screen around it might do. */
const around = {
  "the frame is made transparent": "frame.style.opacity = '0.3'",
  "the frame is clipped": "frame.style.clipPath = 'inset(0 0 40% 0)'",
  "the frame is scaled": "frame.style.transform = 'scale(0.4)'",
  "the frame is filtered": "frame.style.filter = 'contrast(3)'",
  "the frame is shrunk": "{ frame.style.width = '60px'; frame.style.height = '30px'; }",
  "part of the frame is covered":
    "{ const d = document.createElement('div'); for (const [k, v] of Object.entries({ position: 'fixed', left: '100px', top: '60px', width: '300px', height: '200px', background: '#000', pointerEvents: 'none' })) d.style[k] = v; document.body.append(d); }",
  "the frame is pushed out of the window": "frame.style.marginLeft = '50%'",
} as const;

describe.skipIf(!canMakeClips())("A37 A39 the watermark cannot be taken off a picture", () => {
  const { folder, remove } = scratch("guard");
  let serve: (request: VaultRequest) => Promise<VaultAnswer>;
  let lab: PictureLab;
  let bench: VaultBench;
  let path = "";

  beforeAll(async () => {
    const picture = await buildPicture(`${folder}/picture`);
    const taken = await takeIn(clip("cfr30"), folder);
    bench = openVaultBench(`${folder}/bench`, [taken], picture);
    serve = (request) => bench.vault.serve(request);
    lab = await openPictureLab((request) => serve(request), { width: 800, height: 450 });
    openPicture = async () => {
      const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: 450 }]));
      path = opened.ok ? opened.value.path : "";
      bench.heard.stopped.length = 0;
      const frame = await lab.show(path);
      await lab.tell({ type: "play" });
      await lab.page.waitForFunction(() =>
        Reflect.get(globalThis, "reports").some(
          (report: { type: string; frame?: number }) => report.type === "frame" && (report.frame ?? 0) > 3,
        ),
      );
      return frame;
    };
  });
  let openPicture: () => ReturnType<PictureLab["show"]>;
  afterAll(async () => {
    await lab.close();
    bench.close();
    remove();
  });

  const isStopped = async (): Promise<void> => {
    await expect.poll(() => bench.heard.stopped.length, { timeout: 5000 }).toBe(1);
    expect(await lab.reports()).toContainEqual(expect.objectContaining({ type: "stopped" }));
    expect(await lab.frame().evaluate(() => document.querySelector("video")?.paused)).toBe(true);
    expect(await lab.frame().evaluate(() => document.querySelector<HTMLElement>("#mask")?.hidden)).toBe(false);
    expect(
      await bench.vault.serve({ method: "GET", ticket: path.slice(1, -1), path: "/", body: new Uint8Array() }),
    ).toMatchObject({ status: 404 });
  };

  it("A40 stays through resizes of the window and of the frame", async () => {
    await openPicture();
    // oxlint-disable no-await-in-loop
    for (const [width, height] of [
      [1000, 700],
      [640, 480],
      [800, 450],
    ] as const) {
      await lab.page.setViewportSize({ width, height });
      await lab.page.waitForTimeout(300);
    }
    // oxlint-enable no-await-in-loop
    await lab.page.evaluate("document.querySelector('#picture').style.height = '70%'");
    await lab.page.waitForTimeout(600);
    expect(bench.heard.stopped).toEqual([]);
    expect((await lab.reports()).filter(({ type }) => type === "stopped")).toEqual([]);
  });

  it("A15 R4 prints as nothing at all, and asking the browser to print it counts as taking the watermark off", async () => {
    const frame = await openPicture();
    expect(await frame.locator("html").isVisible()).toBe(true);
    await lab.page.emulateMedia({ media: "print" });
    expect(await frame.locator("html").isVisible()).toBe(false);
    await isStopped();
    await lab.page.emulateMedia({ media: null });
  });

  it.each(Object.entries(inside))("stops when %s", async (_says, attack) => {
    const frame = await openPicture();
    const took = await frame.evaluate(`(async () => {
      const mark = document.querySelector("#watermark");
      const start = performance.now();
      ${attack};
      while (!document.querySelector("video").hidden && performance.now() - start < 4000) await new Promise((r) => setTimeout(r, 10));
      return performance.now() - start;
    })()`);
    await isStopped();
    expect(took).toBeLessThan(limitMs);
  });

  it.each(Object.entries(around))("stops when %s", async (_says, attack) => {
    await openPicture();
    const took = await lab.page.evaluate(`(async () => {
      const frame = document.querySelector("#picture");
      const start = performance.now();
      ${attack};
      while (!reports.some(({ type }) => type === "stopped") && performance.now() - start < 4000) await new Promise((r) => setTimeout(r, 10));
      return performance.now() - start;
    })()`);
    await lab.page.evaluate("document.querySelectorAll('body > div:not(#room)').forEach((cover) => cover.remove())");
    await isStopped();
    expect(took).toBeLessThan(limitMs);
  });
});
