// oxlint-disable no-await-in-loop -- a person presses one key after the other
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { flaws, tabTo } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const wish = { asset: "WH-20261109-A017-01", from: 300, to: 899 };
/** What axe looks at (contrast, names, order, focus) is the same page in both; English is looked at on the walk by keyboard. */
const locale: Locale = "zh-CN";

let app: DemonstrationStation;

beforeAll(async () => {
  app = await startDemonstrationStation({ size: { width: 1366, height: 768 } });
});
afterAll(async () => {
  await app.close();
});

describe("every screen keeps WCAG 2.2 AA", () => {
  const shots = join(root, "out/e2e", `accessibility-${locale}`);
  let journey: Journey;
  let number: string;
  const found: Record<string, string[]> = {};
  const look = async (screen: string): Promise<void> => {
    const here = await flaws(app.page);
    if (here.length > 0) {
      found[screen] = here;
    }
    await keepShot(app.page, join(shots, `${screen}.png`));
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    journey = new Journey(app.page, locale);
    await journey.useLanguage();
  });

  it("can find a flaw", async () => {
    await app.page.evaluate(() => {
      const image = document.createElement("img");
      image.id = "flawed";
      document.body.append(image);
    });
    expect(await flaws(app.page)).toContain("image-alt: #flawed");
    await app.page.evaluate(() => document.querySelector("#flawed")?.remove());
  });

  it("at the door: tokens, a wrong PIN, and the focus back on the PIN", async () => {
    await look("sign-in");
    const token = app.page.locator(`.tokens [data-id="${persons.compliance}"] button`).first();
    await token.click();
    const pin = app.page.locator(".signin-pin input");
    await pin.fill("0000");
    await pin.press("Enter");
    await app.page.locator("[data-failure=wrong-pin]").waitFor();
    expect(await pin.evaluate((field) => field === document.activeElement)).toBe(true);
    await look("sign-in-refused");
    expect(found).toEqual({});
  });

  it("for the case officer: tasks, catalogue, request, signature", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await journey.signIn(persons.caseOfficer);
    await look("tasks");
    await journey.place("footage");
    await page.locator("tr[data-asset] .row-act").first().click();
    await look("footage");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await look("help");
    await page.keyboard.press("Escape");
    await journey.fillRequest(wish);
    await look("request");
    await page
      .getByRole("region", { name: t("form.part.footage"), exact: true })
      .locator("header button[aria-expanded]")
      .click();
    await look("request-footage");
    await journey.button(t("form.submit")).click();
    await look("signature");
    await journey.sign(persons.caseOfficer);
    number = await journey.filedNumber();
    await look("filed");
    await journey.place("requests");
    await look("requests");
    await journey.signOut();
    expect(found).toEqual({});
  });

  it("for the approver: the request with both answers, and the decision", async () => {
    const { t } = journey;
    await journey.signIn(persons.approver);
    await journey.openDecision(number);
    await app.page.getByRole("radio", { name: t("decide.refuse") }).check();
    await look("decide-refuse");
    await app.page.getByRole("radio", { name: t("decide.approve") }).check();
    await look("decide-approve");
    await journey.approve(persons.approver);
    await look("decided");
    await journey.place("footage");
    await app.page.locator("tr[data-asset] .row-act").first().click();
    await journey.button(t("declarations.open")).click();
    await look("declarations");
    await journey.button(t("declarations.new.suspension")).click();
    await look("declaration-form");
    await journey.signOut();
    expect(found).toEqual({});
  });

  it("in the room: every step, a refusal with the focus on what to correct, somebody leaving", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await journey.signIn(persons.caseOfficer);
    await journey.place("room");
    await page.locator(".grant", { hasText: number }).waitFor();
    await look("grants");
    await journey.prepare(number);
    await page.locator(`.tokens [data-id="${persons.caseOfficer}"] button`).first().click();
    await page.locator(".room-form input[type=password]").fill(pinOf(persons.caseOfficer));
    await journey.button(t("room.checkIn")).click();
    await page.locator("[data-failure=presence]").waitFor();
    const papers = page.getByRole("checkbox", { name: t("room.papers") });
    expect(await papers.evaluate((field) => field === document.activeElement)).toBe(true);
    await look("room-refused");
    await journey.checkIn(persons.caseOfficer);
    await page.getByRole("heading", { name: t("room.step.supervisor") }).waitFor();
    await journey.checkIn(persons.supervisor);
    await journey.button(t("room.noticeAccept")).waitFor();
    await look("room-notice");
    await journey.acceptNotice();
    await page.getByRole("heading", { name: t("room.step.unlock") }).waitFor();
    await look("room-unlock");
    await journey.unlock(persons.supervisor);
    await page.getByRole("heading", { name: t("room.step.ready") }).waitFor();
    const supervisor = page.locator(`[data-person="${persons.supervisor}"]`).first();
    await supervisor.locator(".roster-leave").click();
    await look("room-leaving");
    await journey.button(t("room.checkOutAct")).click();
    await page.locator("[data-stop=roster-broken]").waitFor();
    await look("room-stopped");
    await journey.checkIn(persons.supervisor);
    await journey.button(t("room.resume")).waitFor();
    await page.locator(`.tokens [data-id="${persons.supervisor}"] button`).first().click();
    await page.locator(".room-form input[type=password]").fill(pinOf(persons.supervisor));
    await journey.button(t("room.resume")).click();
    await page.getByRole("heading", { name: t("room.step.ready") }).waitFor();
    await look("room-ready");
    expect(found).toEqual({});
  });

  it("in the player, which its keys drive alone", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await journey.view();
    await look("player");
    const start = await journey.confirmed();
    await page.keyboard.press("ArrowRight");
    await journey.confirmed(start + 1);
    await page.keyboard.press("ArrowLeft");
    await journey.confirmed(start);
    await page.keyboard.press("l");
    await journey.button(t("player.pause")).waitFor();
    await page.keyboard.press("k");
    await journey.button(t("player.play")).waitFor();
    await journey.confirmed();
    await page.keyboard.press("m");
    await page.keyboard.type(journey.words("出示证件", "ID shown"));
    await journey.button(t("player.noteSave")).focus();
    await page.keyboard.press("Enter");
    await page.locator(".note").first().waitFor();
    await look("player-note");
    await page.keyboard.press("Escape");
    await page.locator(".player-head button").focus();
    await page.keyboard.press("?");
    await look("player-help");
    await page.keyboard.press("Escape");
    await journey.button(t("player.leave")).click();
    await look("player-leave");
    await page.locator(`[data-person="${persons.supervisor}"] .roster-leave`).click();
    await journey.button(t("room.checkOutAct")).click();
    await page.locator("[data-stop=roster-broken]").waitFor();
    await look("player-stopped");
    await journey.button(t("room.end")).click();
    await look("end");
    await journey.button(t("room.endAct")).click();
    await page.getByRole("heading", { name: t("room.ended") }).waitFor();
    await look("ended");
    await journey.button(t("room.toRegister")).click();
    expect(found).toEqual({});
  });

  it("in the registers and on the station's page, light and dark", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await page.locator("tr[data-viewing] .row-act").first().click();
    await journey.button(t("forms.F6")).click();
    await page.locator('[data-form="F6"] .green').waitFor();
    await look("register");
    await page.locator("tr[data-viewing] .seal").first().click();
    await look("seal");
    await page.keyboard.press("Escape");
    await journey.button(t("registers.refusals")).click();
    await look("refusals");
    await journey.place("station");
    await journey.button(t("station.verify")).click();
    await page.locator("[data-sound=true]").waitFor();
    await look("station");
    writeFileSync(join(app.folder, "imports", "answer.wsr"), "");
    await journey.button(t("bundle.write")).click();
    await page.locator("[data-bundle]").waitFor();
    await journey.button(t("bundle.look")).click();
    await journey.button(t("bundle.takeNamed", { name: "answer.wsr" })).click();
    await page.locator("[data-failure=bundle-refused]").scrollIntoViewIfNeeded();
    await look("station-stick");
    await journey.button(t("bar.themeDark")).click();
    await look("station-dark");
    await journey.place("registers");
    await page.locator("tr[data-viewing]").first().waitFor();
    await look("register-dark");
    await journey.button(t("bar.themeLight")).click();
    await journey.signOut();
    expect(found).toEqual({});
  });

  it("for compliance: a finding of headquarters, from the list to the signature", async () => {
    const { page, t } = { page: app.page, t: journey.t };
    await journey.signIn(persons.compliance);
    await journey.place("findings");
    await page.locator(".empty").waitFor();
    await look("findings-none");
    // Script in the page tries to leave; the station undoes and logs it, headquarters' monitor reads it.
    await page.evaluate(() => {
      setTimeout(() => {
        location.href = "about:blank";
      });
    });
    await page.locator("nav.rail").waitFor({ state: "detached" });
    await page.locator("nav.rail").waitFor();
    await journey.useLanguage();
    await journey.place("station");
    await journey.button(t("station.syncNow")).click();
    await journey.place("findings");
    await expect
      .poll(
        async () => {
          await page.getByRole("button", { name: t("findings.scope.open"), exact: true }).click();
          return page.locator("table .row-act").count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    await look("findings");
    await page.locator("table .row-act").first().click();
    await page.locator(".log-lines summary").first().click();
    await look("finding");
    await page
      .getByLabel(t("findings.reason"), { exact: true })
      .fill(journey.words("页面自检，已核实。", "A test of the page; checked."));
    await journey.button(t("findings.close")).click();
    await look("finding-signature");
    await journey.sign(persons.compliance);
    await journey.button(t("findings.reopen")).waitFor();
    await look("finding-closed");
    await journey.button(t("findings.back")).click();
    await page.getByRole("button", { name: t("findings.scope.open"), exact: true }).click();
    await page.locator(".empty").waitFor();
    await page.getByRole("button", { name: t("incidents.title"), exact: true }).click();
    await page.locator(".empty").waitFor();
    await look("incidents-none");
    await journey.signOut();
    expect(found).toEqual({});
  });
});

describe("without a mouse", () => {
  it("a person signs in, finds a recording and files a request, in English, and no screen on the way has a flaw", async () => {
    const journey = new Journey(app.page, "en");
    const { page, t } = journey;
    const { keyboard } = page;
    const found: string[] = [];
    const look = async (): Promise<void> => {
      found.push(...(await flaws(page)));
    };
    await journey.useLanguage();
    await look();
    await tabTo(page, page.locator(`.tokens [data-id="${persons.caseOfficer}"] button`).first());
    await keyboard.press("Enter");
    await tabTo(page, page.locator(".signin-pin input"));
    await keyboard.type(pinOf(persons.caseOfficer));
    await keyboard.press("Enter");
    await page.locator("nav.rail").waitFor();
    await look();
    await keyboard.press("g");
    await keyboard.press("f");
    await page.locator("tr[data-asset]").first().waitFor();
    await look();
    await keyboard.press("/");
    await keyboard.type(wish.asset);
    await page.locator("tr[data-asset]").nth(1).waitFor({ state: "detached" });
    await tabTo(
      page,
      page.locator(`tr[data-asset="${wish.asset}"]`).getByRole("button", { name: t("footage.mayRequest") }),
    );
    await keyboard.press("Enter");
    await tabTo(page, page.getByLabel(t("form.dutyBasis")));
    await keyboard.type("Case officer in charge");
    await tabTo(page, page.getByRole("radio").first());
    await keyboard.press("Space");
    await tabTo(page, page.getByLabel(t("form.detail")));
    await keyboard.type("Compare the notice with the inspection record");
    const supervisor = page.getByRole("combobox", { name: t("form.supervisor") });
    while ((await supervisor.count()) === 0) {
      await keyboard.press("Tab");
      await keyboard.press("Enter");
    }
    await tabTo(page, supervisor);
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await look();
    await tabTo(page, journey.button(t("form.submit")));
    await keyboard.press("Enter");
    await page.getByRole("dialog", { name: t("sign.title") }).waitFor();
    await keyboard.type(pinOf(persons.caseOfficer));
    await keyboard.press("Enter");
    expect(await journey.filedNumber()).toMatch(/-F1-/u);
    await tabTo(page, journey.button(t("bar.signOut")));
    await keyboard.press("Enter");
    await page.locator("[data-token]").first().waitFor();
    expect(found).toEqual([]);
  });
});
