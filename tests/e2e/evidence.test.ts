import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../main/setup/index.ts";
import { flaws, tabTo } from "../support/accessible.ts";
import { readCells } from "../support/cells.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { decodedDigests, pictureDigests } from "../support/extraction-story.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { ask, openViewing } from "../support/open-viewing.ts";
import { decodeCodes } from "../support/qr-reader.ts";
import { retellClip } from "../support/retold-clip.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const out = join(root, "out/e2e/evidence");
const asset = "WH-20261109-A017-01";
const original = join(root, "resources/demo", `${asset}.mp4`);
/** First and last frame of the clip, both inside; the still is taken behind it. */
const range = { from: 325, last: 375 };
const still = 400;
/** A frame of the clip that is neither its first nor its last. */
const cited = 341;
const fact = "执法人员出示执法证件并告知当事人权利义务";
const archivist = "p-0008";

describe("evidence, from the player to the checked medium", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-evidence-"));
  const medium = join(folder, "medium");
  let app: DemonstrationStation;
  let page: Page;
  let journey: Journey;
  /** Numbers of form F7: of the clip, and of the still. */
  const numbers: string[] = [];
  let key = "";

  const shot = async (name: string): Promise<void> => {
    await keepShot(page, join(out, `${name}.png`));
  };
  const open = async (locale: "zh-CN" | "en" = "zh-CN"): Promise<void> => {
    app = await startDemonstrationStation({ folder });
    ({ page } = app);
    journey = new Journey(page, locale);
    await journey.useLanguage();
  };
  /** Signs in and opens one piece of evidence from the list. */
  const look = async (person: string, number: string): Promise<void> => {
    await journey.signIn(person);
    await journey.place("evidence");
    await journey.button(journey.t("evidence.filter.all")).click();
    await page.locator("tr[data-evidence]", { hasText: number }).locator(".row-act").click();
    await page.locator(".evidence-page").waitFor();
  };
  const dialog = (name: string): Locator => page.getByRole("dialog", { name });
  /** Takes a step on the page that is open, and signs it. */
  const take = async (
    person: string,
    step: "consent" | "extract" | "verify",
    fields: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await journey.button(journey.t(`evidence.do.${step}`)).click();
    const form = dialog(journey.t(`evidence.do.${step}`));
    for (const [label, text] of Object.entries(fields)) {
      // oxlint-disable-next-line no-await-in-loop -- one field after the other
      await form.getByLabel(label, { exact: true }).fill(text);
    }
    await shot(`dialog-${step}`);
    await form.getByRole("button", { name: journey.t("evidence.toSign") }).click();
    await journey.sign(person);
    await dialog(journey.t("sign.title")).waitFor({ state: "detached" });
  };
  const state = (name: "consented" | "extracted" | "verified"): Locator =>
    page.locator(".screen-head .tag", { hasText: journey.t(`evidence.state.${name}`) });
  const vitrine = (words: readonly string[], input = ""): { readonly code: number | null; readonly said: string } => {
    const { status, stdout } = spawnSync(process.execPath, [join(root, "main/cli.ts"), "--lang", "zh-CN", ...words], {
      encoding: "utf8",
      input,
    });
    return { code: status, said: stdout };
  };
  /** `vitrine extract`, as the archivist runs it at headquarters, which is not running meanwhile. */
  const writeOut = (number: string): ReturnType<typeof vitrine> => {
    const place = join(folder, "headquarters");
    const token = ["--token", join(place, "tokens", `${archivist}.p12`), "--folder", join(place, "headquarters")];
    return vitrine(["extract", number, "--out", medium, ...token], pinOf(archivist));
  };

  beforeAll(async () => {
    mkdirSync(out, { recursive: true });
    await open();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail" && !page.isClosed()) {
      await page.screenshot({ path: join(out, `stuck-${task.name.slice(0, 24).replaceAll(/\W+/gu, "-")}.png`) });
    }
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("O-72: the demonstration holds evidence in every state, which the station finds to be what its state says", async () => {
    await ask(app, "identity:signIn", { token: persons.legalOfficer, pin: pinOf(persons.legalOfficer) });
    const all = await ask(app, "evidence:list");
    expect(all.map((one) => one.state).toSorted()).toEqual(["consented", "extracted", "marked", "refused", "verified"]);
    const checked = await Promise.all(
      all.filter(({ cut }) => cut !== undefined).map(({ id }) => ask(app, "evidence:check", { id })),
    );
    expect(checked.map(({ exact, same }) => [exact, same])).toEqual([
      [true, true],
      [true, true],
    ]);
    await ask(app, "identity:signOut");
  });

  it("O-71 R6: by keys alone I, O and E mark the frames between two points, with words and signature, and one frame as a still", async () => {
    journey = await openViewing(app, { asset, from: 300, to: 899 });
    const { keyboard } = page;
    await page.keyboard.press("Shift+ArrowRight");
    await journey.confirmed(range.from);
    await journey.saveNote("亮证");
    await journey.button(journey.t("player.play")).focus();
    await keyboard.press("i");
    await keyboard.press("Shift+ArrowRight");
    await journey.confirmed(350);
    await keyboard.press("Shift+ArrowRight");
    await journey.confirmed(range.last);
    await keyboard.press("o");
    await keyboard.press("e");
    const card = page.locator(".range-card");
    await card.locator(`[data-ends="${String(range.from)}-${String(range.last)}"]`).waitFor();
    // A note of two letters is not yet a fact: the field takes the rest.
    expect(await card.getByLabel(journey.t("evidence.fact")).inputValue()).toBe("亮证");
    await tabTo(page, card.getByLabel(journey.t("evidence.fact")));
    await keyboard.press("ControlOrMeta+a");
    await keyboard.insertText(fact);
    expect(await flaws(page)).toEqual([]);
    await shot("card");
    await tabTo(page, card.getByRole("button", { name: journey.t("evidence.toSign") }));
    await keyboard.press("Enter");
    await keyboard.type(pinOf(persons.caseOfficer));
    await shot("card-signing");
    await keyboard.press("Enter");
    const marked = card.locator("[data-marked]");
    numbers.push((await marked.getAttribute("data-marked")) ?? "");
    await shot("card-marked");
    await keyboard.press("Escape");
    // Without points it is the frame at rest.
    await journey.button(journey.t("player.inOutClear")).click();
    await journey.button(journey.t("player.on1s")).click();
    await journey.confirmed(still);
    await keyboard.press("e");
    await card.locator(`[data-ends="${String(still)}-${String(still)}"]`).waitFor();
    await keyboard.insertText("现场陈列的出版物");
    await tabTo(page, card.getByRole("button", { name: journey.t("evidence.toSign") }));
    await keyboard.press("Enter");
    await keyboard.type(pinOf(persons.caseOfficer));
    await keyboard.press("Enter");
    numbers.push((await marked.getAttribute("data-marked")) ?? "");
    expect(numbers.every((number) => /-F7-\d{4}-\d{4}$/u.test(number))).toBe(true);
    await keyboard.press("Escape");
    await journey.leave();
    await journey.signOut();
  });

  it("R8 O-72: the head consents, the archivist extracts, another checks: exactly the ordered frames, yes", async () => {
    const { t } = journey;
    for (const number of numbers) {
      // oxlint-disable no-await-in-loop -- one piece of evidence after the other
      await look(persons.approver, number);
      await shot("page-marked");
      expect(await journey.button(t("evidence.do.extract")).count()).toBe(0);
      await take(persons.approver, "consent", { [t("evidence.opinion")]: "同意提取" });
      await state("consented").waitFor();
      await journey.signOut();
      await look(archivist, number);
      const place = { [t("evidence.place")]: "总部档案室", [t("evidence.serial")]: "GP-2026-0018" };
      await take(archivist, "extract", place);
      await state("extracted").waitFor();
      expect(await journey.button(t("evidence.do.verify")).count()).toBe(0);
      await journey.signOut();
      // oxlint-enable no-await-in-loop
    }
    const [clip = ""] = numbers;
    await look(persons.legalOfficer, clip);
    await page
      .locator(".acts")
      .getByRole("button", { name: t("evidence.check"), exact: true })
      .click();
    const said = page.locator("[data-exact]");
    await said.waitFor();
    expect(await said.innerText()).toContain(t("evidence.exact", { n: range.last - range.from + 1 }));
    await take(persons.legalOfficer, "verify", { [t("evidence.volume")]: "正卷第 12 页" });
    await state("verified").waitFor();
    expect(await flaws(page)).toEqual([]);
    await shot("page-verified");
  });

  it("R6: a citation is copied as text and as codes, and proves the frame to the command and to a script written from the text", async () => {
    const { t } = journey;
    // Any frame between the ends, by its number and by keys alone.
    const which = page.getByLabel(t("evidence.citeWhich", { from: String(range.from), last: String(range.last) }));
    await which.fill(String(cited));
    await which.press("Enter");
    await page.locator(".citation-codes").waitFor();
    const text = await page.getByLabel(t("evidence.citeText")).inputValue();
    await shot("page-citation");
    const read: string[] = [];
    for (const code of await page.locator(".citation-codes svg").all()) {
      // oxlint-disable-next-line no-await-in-loop -- one code after the other
      read.push(decodeCodes(await code.screenshot()));
    }
    await journey.signOut();
    await app.close();
    // What the archivist writes out names the key to check with.
    const written = writeOut(numbers[0] ?? "");
    expect(written.code).toBe(0);
    key = /：(?<key>\S+\/ingest\S+)$/mu.exec(written.said)?.groups?.["key"] ?? "";
    const [plain, coded, wrong] = ["plain", "coded", "wrong"].map((name) => join(folder, name));
    writeFileSync(plain ?? "", text);
    writeFileSync(coded ?? "", read.join("\n"));
    writeFileSync(wrong ?? "", text.replace(`"frame":${String(cited)}`, `"frame":${String(cited + 1)}`));
    const ours = [plain, coded, wrong].map((file) => vitrine(["cite", "verify", file ?? "", "--key", key]));
    expect(ours.map(({ code }) => code)).toEqual([0, 0, 1]);
    expect(ours[0]?.said).toContain(pictureDigests(original)[cited]);
    const script = join(root, "tests/interop/cite.py");
    const theirs = spawnSync("python3", [script, key, plain ?? "", wrong ?? ""], { encoding: "utf8" });
    expect(theirs.stdout.split("\n").slice(0, 2)).toEqual(["valid", "wrong"]);
  });

  it("O-71 R5: the archivist writes clip and still to a medium; each plays in a browser and shows the original's frames", async () => {
    expect(writeOut(numbers[1] ?? "").code).toBe(0);
    const [clip = "", picture = ""] = numbers.map((number) => join(medium, number));
    const [truth, held] = [pictureDigests(original), pictureDigests(`${clip}.mp4`)];
    expect(truth.slice(range.from, range.last + 1).filter((digest) => !held.includes(digest))).toEqual([]);
    const pictures = decodedDigests(original, `trim=start_frame=${range.from}:end_frame=${still + 1}`, "rgb24");
    expect(decodedDigests(`${clip}.mp4`, "null", "rgb24")).toEqual(pictures.slice(0, range.last - range.from + 1));
    expect(decodedDigests(`${picture}.png`, "null", "rgb24")).toEqual(pictures.slice(-1));
    expect(vitrine(["cite", "verify", `${picture}.frame-${String(still)}.citation`, "--key", key]).code).toBe(0);
    expect(await playedIn(`${clip}.mp4`)).toEqual({ first: range.from, last: range.last, error: null });
  });

  it("R5: of a medium that comes back the screen says yes, or no with the first other frame; in English too", async () => {
    const [number = ""] = numbers;
    const arrivals = join(folder, "imports");
    mkdirSync(arrivals, { recursive: true });
    const whole = join(medium, `${number}.mp4`);
    copyFileSync(whole, join(arrivals, "1-whole.mp4"));
    const bytes = readFileSync(whole);
    // The last picture in the file is one of the ordered ones.
    const show = `-v error -select_streams v -show_entries packet=pos,pts -of csv=p=0 ${whole}`.split(" ");
    const packets = execFileSync("ffprobe", show)
      .toString()
      .trim()
      .split("\n")
      .map((line) => line.split(",").map(Number));
    const shown = packets.filter(([pts]) => (pts ?? -1) >= 0).toSorted(([one = 0], [other = 0]) => one - other);
    const place = (shown[10]?.[1] ?? 0) + 40;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(join(arrivals, "2-altered.mp4"), bytes);
    const rest = Array.from({ length: 51 }, (_, at) => at).filter((at) => at !== 7);
    writeFileSync(join(arrivals, "3-dropped.mp4"), await retellClip(whole, rest));
    await open();
    const compared = async (name: string): Promise<{ readonly exact: string | null; readonly said: string }> => {
      const { t } = journey;
      const row = page.locator("ul.lines li", { hasText: name });
      await row.getByRole("button", { name: t("evidence.checkFile") }).click();
      await row.locator("button:enabled").waitFor();
      const answer = page.locator("[data-exact]");
      return { exact: await answer.getAttribute("data-exact"), said: await answer.innerText() };
    };
    await look(persons.legalOfficer, number);
    const { t } = journey;
    expect(await compared("1-whole.mp4")).toMatchObject({ exact: "true" });
    await page.getByText(t("evidence.sameFile")).waitFor();
    const altered = t("evidence.difference.altered", { frame: range.from + 10 });
    expect((await compared("2-altered.mp4")).said).toContain(t("evidence.notExact", { what: altered }));
    const missing = t("evidence.difference.missing", { frame: range.from + 7 });
    expect((await compared("3-dropped.mp4")).said).toContain(t("evidence.notExact", { what: missing }));
    await shot("page-differs");
    const english = new Journey(page, "en");
    await english.useLanguage();
    journey = english;
    expect((await compared("3-dropped.mp4")).said).toContain(`frame ${String(range.from + 7)} is missing`);
    expect(await flaws(page)).toEqual([]);
    for (const [width, height] of [
      [1366, 768],
      [1920, 1080],
    ] as const) {
      // oxlint-disable no-await-in-loop -- one size after the other
      await page.setViewportSize({ width, height });
      await shot(`en-${String(width)}-page`);
      await journey.button(english.t("evidence.back")).click();
      await page.locator("tr[data-evidence]").first().waitFor();
      await shot(`en-${String(width)}-list`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.locator("tr[data-evidence]", { hasText: number }).locator(".row-act").click();
      await page.locator(".evidence-page").waitFor();
      // oxlint-enable no-await-in-loop
    }
  });
});

/** Plays a file in a plain page of a plain browser, and reads the numbers in the first and the last picture it shows. */
async function playedIn(file: string): Promise<unknown> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto("about:blank");
    const data = `data:video/mp4;base64,${readFileSync(file).toString("base64")}`;
    return await page.evaluate(
      async ({ source, reader }) => {
        // oxlint-disable-next-line typescript/no-implied-eval -- the reader has to come into the page as text
        const read = new Function(`return (${reader})`)() as typeof readCells;
        const context = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
        const video = document.createElement("video");
        video.muted = true;
        video.preload = "auto";
        video.src = source;
        const now = (): number | null => {
          context?.drawImage(video, 0, 0, 320, 180);
          const pixels = context?.getImageData(0, 0, 320, 180).data;
          return pixels === undefined ? null : read(pixels, 320, 180);
        };
        document.body.append(video);
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        const first = now();
        video.playbackRate = 4;
        await video.play();
        await new Promise((resolve) => video.addEventListener("ended", resolve, { once: true }));
        return { first, last: now(), error: video.error?.message ?? null };
      },
      { source: data, reader: readCells.toString() },
    );
  } finally {
    await browser.close();
  }
}
