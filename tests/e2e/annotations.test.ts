// oxlint-disable no-await-in-loop -- a person does one thing after the other
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { type Journey, persons, pinOf } from "../support/journey.ts";
import { openViewing } from "../support/open-viewing.ts";
import { keepShot } from "../support/shots.ts";

const shots = join(import.meta.dirname, "../../out/e2e/annotations");
const wish = { asset: "WH-20261109-A017-01", from: 300, to: 599 };

/** A corner of the picture, in parts of it. */
type Place = readonly [x: number, y: number];

interface Layer {
  /** Where the first drawing lies, in parts of the picture that is shown. */
  readonly box: readonly number[] | null;
  readonly count: number;
}

/** Reads where drawings lie beside where the browser itself puts the picture, whatever turn and zoom both take. */
function layer(frame: Frame): Promise<Layer> {
  return frame.evaluate(() => {
    const video = document.querySelector("video");
    const lines = [...document.querySelectorAll("#drawings .drawing path.line")];
    // What is being drawn lies on top of what is signed on the same frame.
    const line = lines.at(-1);
    if (video === null || !(line instanceof SVGGraphicsElement)) {
      return { box: null, count: lines.length };
    }
    // The element's own layout, before its transform; the picture is fitted into it.
    const { offsetWidth: width, offsetHeight: height, videoWidth, videoHeight } = video;
    const scale = Math.min(width / videoWidth, height / videoHeight);
    const [left, top] = [(width - videoWidth * scale) / 2, (height - videoHeight * scale) / 2];
    const style = getComputedStyle(video);
    const [ox = 0, oy = 0] = style.transformOrigin.split(" ").map(Number.parseFloat);
    const matrix = new DOMMatrix().translate(ox, oy).multiply(new DOMMatrix(style.transform)).translate(-ox, -oy);
    const back = matrix.inverse();
    const box = line.getBBox();
    const ctm = line.getScreenCTM();
    const corners = [
      [box.x, box.y],
      [box.x + box.width, box.y + box.height],
    ].flatMap(([x, y]) => {
      const onPage = new DOMPoint(x, y).matrixTransform(ctm ?? undefined);
      const local = new DOMPoint(onPage.x, onPage.y).matrixTransform(back);
      return [(local.x - left) / (videoWidth * scale), (local.y - top) / (videoHeight * scale)];
    });
    return { box: corners, count: lines.length };
  });
}

describe("annotations beside the picture", () => {
  let app: DemonstrationStation;
  let journey: Journey;

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    app = await startDemonstrationStation({ size: { width: 1366, height: 768 } });
    journey = await openViewing(app, wish);
  });
  afterAll(() => app.close());

  /** Drags over the picture from one place to another, as a hand would. */
  const drag = async (from: Place, to: Place): Promise<void> => {
    const { page } = app;
    const stage = await page.locator("iframe.picture").boundingBox();
    const video = await journey.picture().evaluate(() => {
      const element = document.querySelector("video");
      return [element?.videoWidth ?? 1, element?.videoHeight ?? 1] as const;
    });
    if (stage === null) {
      throw new Error("no picture is open");
    }
    const scale = Math.min(stage.width / video[0], stage.height / video[1]);
    const at = ([x, y]: Place): [number, number] => [
      stage.x + (stage.width - video[0] * scale) / 2 + x * video[0] * scale,
      stage.y + (stage.height - video[1] * scale) / 2 + y * video[1] * scale,
    ];
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
    await page.mouse.move(...at(to));
    await page.mouse.up();
  };
  const near = (box: readonly number[] | null, wanted: readonly number[]): boolean =>
    box !== null && wanted.every((value, index) => Math.abs((box[index] ?? 0) - value) < 0.004);
  const drawnAt = async (wanted: readonly number[]): Promise<void> => {
    await expect.poll(async () => near((await layer(journey.picture())).box, wanted), { timeout: 15_000 }).toBe(true);
  };
  const look = async (name: string): Promise<void> => {
    await keepShot(app.page, join(shots, `${name}.png`));
    expect({ name, flaws: await flaws(app.page) }).toEqual({ name, flaws: [] });
  };
  const toFrame = async (frame: number): Promise<void> => {
    const here = await journey.confirmed();
    for (let step = here; step !== frame; step += Math.sign(frame - here)) {
      await app.page.keyboard.press(frame > here ? "ArrowRight" : "ArrowLeft");
      await journey.confirmed(step + Math.sign(frame - here));
    }
  };

  it("R6: are drawn on a confirmed frame, followed by keyframes, undone and signed, and lie where the hand was", async () => {
    const { page } = app;
    const { t } = journey;
    const first = await journey.confirmed();
    await page.keyboard.press("d");
    await page.locator('[data-tool="rectangle"]').click();
    await drag([0.2, 0.2], [0.4, 0.5]);
    await page.locator(".composer").waitFor();
    expect(await page.locator(".composer .note-on").innerText()).toContain(String(first));
    await drawnAt([0.2, 0.2, 0.4, 0.5]);
    // What was drawn is taken back and brought again before anybody signs.
    await journey.button(t("annotate.undo")).click();
    expect((await layer(journey.picture())).count).toBe(0);
    await journey.button(t("annotate.redo")).click();
    await drawnAt([0.2, 0.2, 0.4, 0.5]);
    await page.locator('[data-shape="0"]').click();
    await page.locator(".player-head h1").click();
    await toFrame(first + 4);
    await drag([0.4, 0.3], [0.6, 0.6]);
    await drawnAt([0.4, 0.3, 0.6, 0.6]);
    await page.locator(".player-head h1").click();
    await toFrame(first + 2);
    await drawnAt([0.3, 0.25, 0.5, 0.55]);
    // While nothing is confirmed nothing is drawn.
    await look("draft");
    await page.getByRole("textbox", { name: t("annotate.text"), exact: true }).fill("示例：柜台下的物品");
    await page.locator(".tags summary").click();
    await page.locator('.tags [data-value="item"]').click();
    await journey.button(t("annotate.sign")).click();
    await page.locator(".signing").getByLabel(t("annotate.pin")).fill(pinOf(persons.caseOfficer));
    await journey.button(t("annotate.signN", { n: "1" })).click();
    await page.locator(".note-row").waitFor();
    expect(await page.locator(".note-row .note-frame").innerText()).toBe(`${String(first)}–${String(first + 4)}`);
    await look("list");
  });

  it("R6: lie in the same place in another window, turned and enlarged, and on no other frame", async () => {
    const { page } = app;
    await drawnAt([0.3, 0.25, 0.5, 0.55]);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await drawnAt([0.3, 0.25, 0.5, 0.55]);
    for (const view of ["rotate(90deg) scale(0.5)", "translate(40px, -20px) scale(1.7)", "none"]) {
      await journey
        .picture()
        .evaluate((value) => document.querySelector("#stage")?.setAttribute("style", `--picture-view: ${value}`), view);
      await drawnAt([0.3, 0.25, 0.5, 0.55]);
    }
    await page.locator(".player-head h1").click();
    await toFrame((await journey.confirmed()) + 3);
    await expect.poll(async () => (await layer(journey.picture())).count).toBe(0);
    await page.keyboard.press("ArrowUp");
    await expect.poll(async () => (await layer(journey.picture())).count).toBe(1);
    await page.locator(".thread").waitFor();
    await look("thread");
  });

  it("R6: are refused while the picture plays, in words", async () => {
    const { page } = app;
    await journey.button(journey.t("annotate.back")).click();
    await page.locator('[data-tool="ellipse"]').click();
    await page.locator(".player-head h1").click();
    await journey.play();
    await drag([0.5, 0.5], [0.7, 0.7]);
    await page.getByText(journey.t("annotate.unconfirmed")).waitFor();
    await journey.pause();
    expect(await page.locator(".composer").count()).toBe(0);
  });

  it("are placed, sized and followed with keys alone, and said aloud", async () => {
    const { page } = app;
    const { t } = journey;
    // Not before the picture rests: a button that cannot be pressed takes no focus.
    const middle = journey.button(t("annotate.middle"));
    await expect.poll(() => middle.isEnabled()).toBe(true);
    await middle.focus();
    await page.keyboard.press("Enter");
    await drawnAt([0.4, 0.4, 0.6, 0.6]);
    const left = page.getByLabel(t("annotate.x"), { exact: true });
    await left.fill("10");
    await left.press("Tab");
    await drawnAt([0.1, 0.4, 0.3, 0.6]);
    const spoken = page.locator(".placing [aria-live]");
    expect(await spoken.innerText()).toContain(t("annotate.kind.ellipse"));
    expect(await spoken.innerText()).toContain("10%");
    await look("keys");
    await journey.button(t("annotate.drop")).click();
  });

  it("are read, answered and taken out as a file at one's own desk, without a picture, in both languages", async () => {
    const { page } = app;
    const { t } = journey;
    await journey.leave();
    await journey.place("footage");
    await page.getByLabel(t("footage.searchLabel")).fill(wish.asset);
    await page.locator(`tr[data-asset="${wish.asset}"] .row-act`).click();
    await journey.button(t("annotate.ofFootage")).click();
    await page.locator(".note-row button").click();
    await page.getByLabel(t("annotate.answer"), { exact: true }).fill("已与检查笔录核对");
    await journey.button(t("annotate.answerAct")).click();
    const signing = page.locator(".signing");
    await signing.getByLabel(t("annotate.pin")).fill(pinOf(persons.caseOfficer));
    await signing.getByRole("button", { name: t("annotate.answerAct") }).click();
    await page.locator(".answers li").waitFor();
    await page.locator(".note-history summary").click();
    await page.locator(".note-history .said-text").waitFor();
    await look("page-zh-CN");
    await page.locator('.switch button[lang="en"]').click();
    await page.locator('html[lang="en"]').waitFor({ state: "attached" });
    expect(await page.locator("iframe").count()).toBe(0);
    await look("page-en");
    await page.getByRole("button", { name: "Export annotations", exact: true }).click();
    await signing.getByLabel("Your PIN").fill(pinOf(persons.caseOfficer));
    await signing.getByRole("button", { name: "Export annotations" }).click();
    const said = await page.locator("[role=status].digest").filter({ hasText: ".json" }).innerText();
    expect(readFileSync(said.slice(said.indexOf("/")), "utf8")).toContain("vitrine-notes");
  });
});
