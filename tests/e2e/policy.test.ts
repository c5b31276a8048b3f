import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";

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
    await page.screenshot({ path: join(shots, `${locale}.png`) });
    expect(await flaws(page)).toEqual([]);

    await page.locator("[data-finding=conflict] .article-link").first().click();
    await page.locator("#article-CF-10\\.3:focus").waitFor();
    await page.screenshot({ path: join(shots, `${locale}-article.png`) });
    await page.screenshot({ path: join(shots, `${locale}-whole.png`), fullPage: true });
    await journey.signOut();
  }, 120_000);
});
