// oxlint-disable no-await-in-loop -- a person does one thing after the other
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const wish = { asset: "WH-20261109-A017-01", from: 300, to: 899 };
const locales: readonly Locale[] = ["zh-CN", "en"];
const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
] as const;

let app: DemonstrationStation;

beforeAll(async () => {
  app = await startDemonstrationStation({ size: sizes[0] });
});
afterAll(() => app.close());

describe.each(locales)("the way of a request on screen, in %s", (locale) => {
  const shots = join(import.meta.dirname, "../../out/e2e", `requests-${locale}`);
  const found: Record<string, string[]> = {};
  let journey: Journey;

  const look = async (screen: string): Promise<void> => {
    for (const size of sizes) {
      await app.page.setViewportSize(size);
      const { scrollWidth, clientWidth } = await app.page.evaluate(() => document.documentElement);
      expect({ screen, size, wide: scrollWidth > clientWidth }).toEqual({ screen, size, wide: false });
      await keepShot(app.page, join(shots, `${screen}-${String(size.width)}.png`), { fullPage: true });
    }
    await app.page.setViewportSize(sizes[0]);
    const here = await flaws(app.page);
    if (here.length > 0) {
      found[screen] = here;
    }
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    journey = new Journey(app.page, locale);
    await journey.useLanguage();
  });

  it("a form for somebody from outside asks for the papers and the third party with their articles", async () => {
    const { page } = app;
    const { t } = journey;
    await journey.signIn(persons.caseOfficer);
    await journey.place("requests");
    await journey.button(t("requests.new")).click();
    await page.getByLabel(t("form.class"), { exact: true }).click();
    await page
      .locator(".ant-select-item-option", { hasText: t("applicant.otherAgency") })
      .first()
      .click();
    await page.getByRole("checkbox", { name: t("viewer.byClerk") }).check();
    await page.getByLabel(t("viewer.name"), { exact: true }).fill(journey.words("钱多", "Qian Duo"));
    await page.getByLabel(t("viewer.idNo"), { exact: true }).fill("110101199003078515");
    await journey.button(t("way.scan.look")).click();
    expect(await page.locator(".chain").innerText()).toContain(t("way.papers"));
    await look("form-outside");
    await journey.button(t("form.draftDiscard")).click();
    await journey.signOut();
    expect(found).toEqual({});
  });

  it("a request is returned by the approver, completed by its applicant, approved, and revoked by keyboard", async () => {
    const { page } = app;
    const { t } = journey;
    await journey.signIn(persons.caseOfficer);
    await journey.place("footage");
    await page.locator("tr[data-asset] .row-act").first().click();
    await journey.fillRequest(wish);
    await journey.button(t("form.submit")).click();
    await journey.sign(persons.caseOfficer);
    const number = await journey.filedNumber();
    await journey.signOut();

    await journey.signIn(persons.approver);
    await journey.place("requests");
    await journey.button(t("deputies.open")).click();
    await page.getByText(t("deputies.none")).waitFor();
    await look("deputies");
    await journey.openDecision(number);
    await journey.button(t("way.act.return")).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel(t("way.field.reason"), { exact: true }).fill(journey.words("请写明时段", "Name the part"));
    await look("return");
    await page
      .locator(".panel", { hasText: t("way.steps") })
      .getByRole("button", { name: t("form.submit") })
      .click();
    await journey.sign(persons.approver);
    await page.getByText(t("words.request-waits.returned")).waitFor();
    await journey.signOut();

    await journey.signIn(persons.caseOfficer);
    await journey.place("requests");
    await page.locator("tr[data-request]", { hasText: number }).getByRole("button").first().click();
    await journey.button(t("way.complete")).waitFor();
    await look("returned");
    await journey.button(t("way.complete")).click();
    await page.getByText(t("way.completing")).waitFor();
    await journey.button(t("form.submit")).click();
    await journey.sign(persons.caseOfficer);
    expect(await journey.filedNumber()).toBe(number);
    await journey.signOut();

    await journey.signIn(persons.approver);
    await journey.openDecision(number);
    await page.getByRole("radio", { name: t("decide.approve") }).check();
    await journey.approve(persons.approver);
    await journey.button(t("way.act.revoke")).focus();
    await page.keyboard.press("Space");
    await page.getByRole("radio", { name: t("ground.ongoingCase") }).check();
    await page.getByLabel(t("way.field.reason"), { exact: true }).fill(journey.words("重新调查", "Under inquiry"));
    await look("revoke");
    await page
      .locator(".panel", { hasText: t("way.steps") })
      .getByRole("button", { name: t("form.submit") })
      .click();
    await journey.sign(persons.approver);
    await page.getByText(t("requestState.revoked")).first().waitFor();
    await look("revoked");
    await journey.signOut();
    expect(found).toEqual({});
  });

  it("O-20 an order is drawn up, approved by another, and opens a recording from the catalogue with one signature", async () => {
    const { page } = app;
    const { t } = journey;
    const choose = async (label: string, option: string): Promise<void> => {
      await page.getByLabel(label, { exact: true }).click();
      await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
      await page.keyboard.press("Escape");
    };
    await journey.signIn(persons.legalOfficer);
    await journey.place("requests");
    await journey.button(t("standing.title")).click();
    await page.getByRole("heading", { name: t("standing.mine") }).waitFor();
    await journey.button(t("standing.new")).click();
    await page
      .getByLabel(t("standing.plan"), { exact: true })
      .fill(journey.words("2026年第四季度执法记录回放检查计划", "Plan of playback checks, fourth quarter 2026"));
    await choose(t("standing.holders"), journey.words("王芳", "Wang Fang"));
    await choose(t("standing.supervisors"), journey.words("赵敏", "Zhao Min"));
    const recorded = page.getByLabel(t("standing.recorded"), { exact: true }).first();
    await recorded.fill("2026-11-01");
    await recorded.press("Enter");
    await page.keyboard.press("Enter");
    await look("standing-form");
    await journey.button(t("standing.sign")).click();
    await journey.sign(persons.legalOfficer);
    await page.getByText(t("standing.undecided")).waitFor();
    await journey.signOut();

    await journey.signIn(persons.approver);
    await page
      .locator("tr", { hasText: t("task.decideStandingOrder") })
      .getByRole("button", { name: t("taskVerb.decideStandingOrder"), exact: true })
      .first()
      .click();
    await page.getByRole("radio", { name: t("standing.approve") }).check();
    await look("standing-decide");
    await journey.button(t("decide.act")).click();
    await journey.sign(persons.approver);
    await page
      .locator(".tag", { hasText: t("standingState.inForce") })
      .first()
      .waitFor();
    await journey.signOut();

    await journey.signIn(persons.caseOfficer);
    await journey.place("requests");
    await journey.button(t("standing.title")).click();
    await page
      .locator(".tag", { hasText: t("standingState.inForce") })
      .first()
      .waitFor();
    await look("standing-list");
    await journey.place("footage");
    await page.getByLabel(t("footage.searchLabel")).fill(wish.asset);
    await page.locator(`tr[data-asset="${wish.asset}"] .row-act`).click();
    await journey.button(t("standing.openNow")).first().waitFor();
    await look("standing-footage");
    await journey.button(t("standing.openNow")).first().focus();
    await page.keyboard.press("Enter");
    await journey.sign(persons.caseOfficer);
    await journey.openRoom();
    await look("standing-room");
    await journey.button(t("room.end")).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("room.endAct"), exact: true })
      .click();
    await page.getByRole("heading", { name: t("room.ended") }).waitFor();
    await journey.place("requests");
    await journey.button(t("standing.title")).click();
    await page.locator("tr[data-order] .row-act").first().click();
    await page.getByRole("heading", { name: t("standing.uses") }).waitFor();
    await look("standing-used");
    await journey.signOut();
    expect(found).toEqual({});
  });
});
