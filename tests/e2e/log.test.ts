import Database from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hex, utf8 } from "../../main/formats/bytes.ts";
import { leafHash } from "../../main/formats/merkle.ts";
import type { Locale } from "../../shared/model/station.ts";
import { flaws, tabTo } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { storedEntries } from "../support/station-log.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const locales: readonly Locale[] = ["zh-CN", "en"];
const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;

let app: DemonstrationStation;

beforeAll(async () => {
  app = await startDemonstrationStation({ size: sizes[0] });
});
afterAll(async () => {
  await app.close();
});

describe.each(locales)("the log as evidence, in %s", (locale) => {
  const shots = join(root, "out/e2e", `log-${locale}`);
  let journey: Journey;

  /** Pictures at both sizes, and what axe finds wrong at the smaller one. */
  async function look(screen: string): Promise<void> {
    const { page } = app;
    expect(await flaws(page)).toEqual([]);
    for (const size of sizes) {
      // oxlint-disable-next-line no-await-in-loop -- one window
      await page.setViewportSize(size);
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await keepShot(page, join(shots, `${screen}-${String(size.width)}.png`));
      // oxlint-disable-next-line no-await-in-loop -- likewise
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBe(0);
    }
    await page.setViewportSize(sizes[0]);
  }

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    journey = new Journey(app.page, locale);
    await journey.useLanguage();
  });

  it("the sign-in page fits a window 768 pixels high", async () => {
    const { page } = app;
    await page.locator("[data-token]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
    await look("sign-in");
  });

  it("R7 nobody sees the place whose role cannot use it", async () => {
    await journey.signIn(persons.caseOfficer);
    const rail = app.page.locator("nav.rail");
    expect(await rail.getByRole("button", { name: journey.t("rail.log"), exact: true }).count()).toBe(0);
    await journey.signOut();
  });

  it("R10 lists every entry of the log, newest first, each in words", async () => {
    const { page } = app;
    await journey.signIn(persons.compliance);
    await journey.place("log");
    await page.getByRole("region", { name: journey.t("log.receipt") }).waitFor();
    await look("state");
    await journey.button(journey.t("log.tab.entries")).click();
    await page.locator("tr[data-index]").first().waitFor();
    await look("entries");
    const shown = await page
      .locator("tr[data-index]")
      .evaluateAll((rows) =>
        rows.map((row) => ({ index: Number(row.getAttribute("data-index")), words: row.textContent })),
      );
    // Headquarters may have answered since the page was read.
    const top = shown[0]?.index ?? -1;
    const stored = storedEntries(app.folder);
    expect(stored.length - top).toBeLessThan(5);
    expect(shown.map(({ index }) => index)).toEqual(Array.from({ length: Math.min(50, top + 1) }, (_, n) => top - n));
    expect(shown.filter(({ words }) => /undefined|NaN|\{/u.test(words))).toEqual([]);
  });

  it("narrows by kind and by person, and goes to a number", async () => {
    const { page } = app;
    const { t } = journey;
    await page.getByRole("combobox", { name: t("log.filterType") }).click();
    await page.keyboard.type(t("entry.session.open"));
    await page.locator(`.ant-select-item-option[title="${t("entry.session.open")}"]`).click();
    await page.getByRole("textbox", { name: t("log.filterPerson") }).fill(journey.words("吴静", "wu jing"));
    await journey.button(t("log.filterAct")).click();
    await page.locator("nav.log-pages span[aria-live]:not(:empty)").waitFor();
    await look("filtered");
    const types = await page
      .locator("tr[data-index]")
      .evaluateAll((rows) => [...new Set(rows.map((row) => row.getAttribute("data-type")))]);
    expect(types.every((type) => type === "session.open")).toBe(true);
    await journey.button(t("log.filterClear")).click();
    await page.locator('tr[data-type="seal.state"]').first().waitFor();
    await page.getByLabel(t("log.jumpIndex")).fill("3");
    await journey.button(t("log.jumpAct")).click();
    await page.locator('tr[data-index="3"]:first-child').waitFor();
    expect(await page.locator("tr[data-index]").count()).toBe(4);
  });

  it("draws an entry's own proof, which turns green only when it leads to the signed root", async () => {
    const { page } = app;
    await page.locator('tr[data-index="2"] .seal').click();
    await page.locator("[data-proof=holds]").waitFor();
    await look("proof");
    await page.locator("details summary", { hasText: journey.t("log.leaf") }).click();
    const leaf = await page.locator("[data-leaf]").innerText();
    const ours = await page.locator(".proof-step[data-ours] .proof-ours code").first().getAttribute("data-digest");
    expect(ours).toBe(hex(leafHash(utf8(leaf))));
    expect(JSON.parse(leaf)).toMatchObject({ seq: 2, t: storedEntries(app.folder)[2]?.t });
    await page.locator(".proof-checkpoint").scrollIntoViewIfNeeded();
    await look("proof-checkpoint");
    await page.keyboard.press("Escape");
  });

  it("verifies the whole log, and keeps the outcome with its date", async () => {
    const { page } = app;
    const { t } = journey;
    await journey.button(t("log.tab.state")).click();
    await page.getByRole("checkbox", { name: t("log.thorough") }).check();
    await journey.button(t("station.verify")).click();
    await page.locator("[data-sound=true]").waitFor();
    await page.getByText(t("log.lastThorough")).waitFor();
    expect(storedEntries(app.folder).at(-1)).toMatchObject({ t: "verify.pass", b: { thorough: true } });
    await look("verified");
    await journey.place("station");
    await page.getByText(t("log.lastThorough")).waitFor();
    await look("station");
    await journey.signOut();
  });

  it("is there for a person at the keyboard", async () => {
    const { page } = app;
    const { keyboard } = page;
    const { t } = journey;
    await journey.signIn(persons.compliance);
    await keyboard.press("g");
    await keyboard.press("j");
    await tabTo(page, journey.button(t("log.tab.entries")));
    await keyboard.press("Enter");
    await page.locator("tr[data-index]").first().waitFor();
    await tabTo(page, page.getByLabel(t("log.jumpIndex")));
    await keyboard.type("0");
    await keyboard.press("Enter");
    const genesis = page.locator('tr[data-index="0"] .row-act');
    await genesis.waitFor();
    await tabTo(page, genesis);
    await keyboard.press("Enter");
    await page.locator("[data-proof=holds]").waitFor();
    await tabTo(page, journey.button(t("log.following")));
    await keyboard.press("Enter");
    await page.locator('[data-entry="1"] [data-proof=holds]').waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await keyboard.press("/");
    await keyboard.type("WH-20261109-A017-01");
    await keyboard.press("Enter");
    await page.getByText(t("log.filterEmpty")).waitFor();
    expect(await page.locator("tr[data-index]").count()).toBe(0);
    await look("nothing-found");
    await tabTo(page, journey.button(t("log.filterClear")));
    await keyboard.press("Enter");
    await page.locator("tr[data-index]").first().waitFor();
    await journey.signOut();
  });
});

describe("R12 a log that somebody changed", () => {
  it("is named with its first wrong entry, the reason, and what to do, in both languages", async () => {
    const { page } = app;
    await new Journey(page, "zh-CN").useLanguage();
    await new Journey(page, "zh-CN").signIn(persons.compliance);
    const database = new Database(join(app.folder, "log", "log.sqlite"));
    database.exec(
      "DROP TRIGGER entry_stays; UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 2) WHERE seq = 1",
    );
    database.close();
    for (const locale of locales) {
      const journey = new Journey(page, locale);
      const { t } = journey;
      // oxlint-disable-next-line no-await-in-loop -- one language after the other
      await journey.useLanguage();
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await journey.place("log");
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await journey.button(t("station.verify")).click();
      const wrong = page.locator("[data-sound=false]");
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await wrong.waitFor();
      // oxlint-disable-next-line no-await-in-loop -- likewise
      const said = await wrong.innerText();
      expect(said).toContain(t("station.verifyWrong", { index: "1", why: t("rule.sequence") }));
      expect(said).toContain(t("log.wrongNext"));
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await keepShot(page, join(root, "out/e2e", `log-${locale}`, "wrong-1366.png"));
      // oxlint-disable-next-line no-await-in-loop -- likewise
      expect(await flaws(page)).toEqual([]);
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await journey
        .button(t("log.wrongShow", { index: "1" }))
        .first()
        .click();
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await page.getByRole("dialog").locator("[data-failure=station-sealed]").waitFor();
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await page.keyboard.press("Escape");
    }
  });
});
