import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const locales: readonly Locale[] = ["zh-CN", "en"];

describe.each(locales)("R1, R12: a station whose log has ended, in %s", (locale) => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-new-log-"));
  const shots = join(root, "out/e2e", `new-log-${locale}`);
  const found: Record<string, string[]> = {};
  let app: DemonstrationStation | null = null;
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says what to do on every page, and goes on once two administrators have signed at this very station", async () => {
    const first = await startDemonstrationStation({ folder });
    await first.page.locator(".switch").first().waitFor();
    await first.close();
    rmSync(join(folder, "log"), { recursive: true });
    const running = await startDemonstrationStation({ folder });
    app = running;
    const { page } = running;
    const journey = new Journey(page, locale);
    const { t } = journey;
    const look = async (screen: string): Promise<void> => {
      const here = await flaws(page);
      if (here.length > 0) {
        found[screen] = here;
      }
      await keepShot(page, join(shots, `${screen}.png`), { fullPage: true });
    };
    await journey.useLanguage();
    await journey.signIn(persons.caseOfficer);
    await page.locator(".band-red", { hasText: t("bar.newLog.unasked") }).waitFor();
    await journey.place("station");
    await page.locator(".notice", { hasText: t("newLog.who") }).waitFor();
    await journey.signOut();

    await journey.signIn(persons.supervisor);
    await journey.place("station");
    await look("unasked");
    await journey.button(t("newLog.ask")).click();
    await look("asking");
    await journey.sign(persons.supervisor);
    await page.locator(".band-amber", { hasText: t("bar.newLog.waiting") }).waitFor();
    await look("waiting");
    const fingerprint = await page.locator("[data-fingerprint]").innerText();
    await journey.signOut();

    const openStations = async (): Promise<void> => {
      await journey.place("administration");
      await page
        .locator(".screen-head .switch")
        .getByRole("button", { name: t("admin.part.stations"), exact: true })
        .click();
    };
    await journey.signIn(persons.administrator);
    await openStations();
    await page.locator("tr[data-new-log] .row-act").click();
    expect(await page.locator(".admin-fingerprint-large").innerText()).toBe(fingerprint);
    await look("sign-off");
    await journey.button(t("admin.newLog.accept")).click();
    await journey.sign(persons.administrator);
    await page.locator("[data-done=waiting]").waitFor();
    await journey.signOut();
    await journey.signIn(persons.secondAdministrator);
    await journey.place("administration");
    await page.locator(".screen-head .switch button").nth(1).click();
    await page
      .locator('tr[data-order="station.newLog"][data-state=waiting]')
      .getByRole("button", { name: t("admin.orders.countersign") })
      .click();
    await look("countersign");
    await journey.sign(persons.secondAdministrator);
    await page.locator("[data-done=applied]").waitFor();

    await journey.place("station");
    await journey.button(t("station.syncNow")).click();
    await page.locator(".band", { hasText: t("bar.newLog.waiting") }).waitFor({ state: "detached" });
    await look("taken");
    expect(found).toEqual({});
  });
});
