import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shippedPolicy } from "../../main/headquarters/index.ts";
import type { Locale } from "../../shared/model/station.ts";
import { dateIn } from "../../shared/time/local-day.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const shots = join(import.meta.dirname, "../../out/e2e/policy");
let app: DemonstrationStation;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  app = await startDemonstrationStation({
    size: { width: 1366, height: 768 },
    policy: "xiamen",
    fromScratch: true,
  });
});
afterAll(() => app.close());

describe.each<Locale>(["zh-CN", "en"])("R11 the law of another authority as a page, in %s", (locale) => {
  it("opens from the station, shows what is still open, and leads from each rule to its article", async () => {
    const { page } = app;
    const journey = new Journey(page, locale);
    await journey.useLanguage();
    await journey.signIn(persons.caseOfficer);
    await journey.place("station");
    await page.getByRole("button", { name: journey.t("policy.open") }).click();
    await page.locator("[data-finding=conflict]").first().waitFor();
    expect(await page.locator("[data-finding=conflict]").count()).toBe(2);
    await keepShot(page, join(shots, `${locale}.png`));
    expect(await flaws(page)).toEqual([]);

    await page.locator("[data-finding=conflict] .article-link").first().click();
    await page.locator("#article-CF-10\\.3:focus").waitFor();
    await keepShot(page, join(shots, `${locale}-article.png`));
    await keepShot(page, join(shots, `${locale}-whole.png`), { fullPage: true });
    await journey.signOut();
  }, 120_000);
});

/** The law in force with one showing instead of several unless more are asked for, as its authors would write it. */
function amended(version: number, playBudget: Partial<{ default: number; maximum: number }>): string {
  const { authority, title, playBudget: before } = shippedPolicy("xiamen");
  const source = { pack: "xiamen-amended", version, authority, title, extends: "xiamen", articles: {} };
  return JSON.stringify({ ...source, playBudget: { ...before, default: 1, maximum: 2, ...playBudget } });
}

describe("R8 R11 another pack is signed by a legal officer and put into force by an administrator", () => {
  const next = shippedPolicy("xiamen").version + 1;
  const fileButton = (name: string) => app.page.getByRole("button", { name, exact: true });

  it("shows a broken file line by line, and a sound one with what it changes, before anybody signs", async () => {
    const { page } = app;
    const imports = join(app.folder, "imports");
    mkdirSync(imports, { recursive: true });
    writeFileSync(join(imports, "broken.json"), JSON.stringify({ pack: "xiamen", version: "2" }));
    writeFileSync(join(imports, "error.json"), amended(next, { default: 9, maximum: 2 }));
    writeFileSync(join(imports, "next.json"), amended(next, {}));
    const journey = new Journey(page, "zh-CN");
    await journey.useLanguage();
    await journey.signIn(persons.legalOfficer);
    await journey.place("station");
    await page.getByRole("button", { name: journey.t("policy.open") }).click();

    await fileButton("broken.json").click();
    await page.locator("[data-unusable]").waitFor();
    await fileButton("error.json").click();
    await page.locator("[data-finding=error]").first().waitFor();
    expect(await page.getByRole("button", { name: journey.t("policy.change.sign") }).isEnabled()).toBe(false);

    await fileButton("next.json").click();
    const row = page.locator("[data-differences] [data-section=playBudget]");
    await row.waitFor();
    expect(await row.innerText()).toContain("缺省 1 次，至多 2 次");
    // Provisions of the base that no rule rests on stay behind with it.
    expect(await page.locator("[data-differences] tbody tr:not([data-section=articles])").count()).toBe(1);
    await keepShot(page, join(shots, "change-zh-CN.png"), { fullPage: true });
    expect(await flaws(page)).toEqual([]);
    await page.getByRole("button", { name: journey.t("policy.change.sign") }).click();
    await journey.sign(persons.legalOfficer);
    await page.locator("[data-offer][data-state=offered]").waitFor();
    await journey.signOut();
  }, 120_000);

  it("comes into force on the day that the administrator sets, and this station works under it", async () => {
    const { page } = app;
    const journey = new Journey(page, "en");
    await journey.useLanguage();
    await journey.signIn(persons.secondAdministrator);
    await journey.place("station");
    await page.getByRole("button", { name: journey.t("policy.open") }).click();
    await page.locator("[data-offer][data-state=offered]").getByRole("button").click();
    await page.locator("[data-differences]").waitFor();
    await page.getByLabel(journey.t("policy.change.day")).fill(dateIn("Asia/Shanghai", Date.now()));
    await page.keyboard.press("Enter");
    await keepShot(page, join(shots, "change-en.png"), { fullPage: true });
    expect(await flaws(page)).toEqual([]);
    await page.getByRole("button", { name: journey.t("policy.change.activate") }).click();
    await journey.sign(persons.secondAdministrator);
    await page.locator("[data-offer][data-state=inForce]").waitFor();
    await page
      .getByText(journey.t("policy.version", { title: shippedPolicy("xiamen").title.en, version: next }))
      .first()
      .waitFor();
    await keepShot(page, join(shots, "changed-en.png"));
    await journey.signOut();
  }, 120_000);
});
