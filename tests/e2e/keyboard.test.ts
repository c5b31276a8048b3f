// oxlint-disable no-await-in-loop -- a person presses one key after the other
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locator } from "playwright-core";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { Keyboard } from "../support/keyboard.ts";
import { ask } from "../support/open-viewing.ts";

const asset = "WH-20261109-A017-01";
const guest = { name: "钱多", idNo: "320311199001011234" };
const sizes = [
  { width: 1024, height: 768 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;

let app: DemonstrationStation;

beforeAll(async () => {
  app = await startDemonstrationStation({ size: sizes[1] });
});
afterAll(() => app.close());

describe("without a mouse, from the request of somebody from outside to the register, in zh-CN", () => {
  let journey: Journey;
  let keys: Keyboard;
  let number: string;
  const found: Record<string, readonly string[]> = {};

  beforeAll(async () => {
    journey = new Journey(app.page, "zh-CN");
    keys = new Keyboard(app.page);
    await keys.use(app.page.locator('.switch button[lang="zh-CN"]'));
  });
  /** What axe found on a screen, and where on the way the focus was not to be seen. */
  const trouble = (): unknown => ({ found, faults: [...keys.faults] });
  const none = { found: {}, faults: [] };

  const look = async (screen: string): Promise<void> => {
    const here = await flaws(app.page);
    if (here.length > 0) {
      found[screen] = here;
    }
  };
  const named = (name: string): Locator => app.page.getByRole("button", { name, exact: true });
  const token = (within: string, person: string): Locator =>
    app.page.locator(`${within} .tokens [data-id="${person}"] button`).first();
  const signIn = async (person: string): Promise<void> => {
    await keys.use(token(".signin", person));
    await keys.fill(app.page.locator(".signin-pin input"), pinOf(person));
    await keys.press("Enter");
    await app.page.locator("nav.rail").waitFor();
    expect(await keys.place()).toBe("h1");
  };
  const signOut = async (): Promise<void> => {
    await keys.use(named(journey.t("bar.signOut")));
    await app.page.locator("[data-token]").first().waitFor();
    expect(await keys.place()).toBe("h1");
  };
  /** The layer takes the focus by itself. */
  const sign = async (person: string): Promise<void> => {
    await app.page.getByRole("dialog", { name: journey.t("sign.title") }).waitFor();
    await keys.type(pinOf(person));
    await keys.press("Enter");
    await app.page.getByRole("dialog", { name: journey.t("sign.title") }).waitFor({ state: "detached" });
    expect(await keys.place()).not.toBe("body");
  };
  /** Goes where a task leads. */
  const follow = async (kind: "checkPapers" | "decideRequest"): Promise<void> => {
    await keys.press("g", "t");
    const row = app.page.locator("tr", { hasText: journey.t(`task.${kind}`) }).filter({ hasText: number });
    await keys.use(row.getByRole("button", { name: journey.t(`taskVerb.${kind}`), exact: true }));
    await app.page.locator(".decide-body").waitFor();
    expect(await keys.place()).toBe("h1");
  };
  /** A token and its PIN in a form of the room. */
  const prove = async (person: string): Promise<void> => {
    await keys.use(token(".room-form", person));
    await keys.fill(app.page.locator('.room-form input[type="password"]'), pinOf(person));
    await keys.press("Enter");
  };

  it("a focus that cannot be seen is noticed", async () => {
    await app.page.evaluate(() => {
      const button = document.createElement("button");
      button.id = "unseen";
      button.style.setProperty("outline", "none", "important");
      document.body.prepend(button);
    });
    const trial = new Keyboard(app.page);
    await trial.to(app.page.locator("#unseen"));
    expect([...trial.faults]).toEqual([expect.stringContaining("not to be seen")]);
    await app.page.evaluate(() => document.querySelector("#unseen")?.remove());
  });

  it("a case officer finds a recording and files form F1 with the fields that its answers ask for", async () => {
    const { page } = app;
    const { t } = journey;
    await look("door");
    await signIn(persons.caseOfficer);
    await look("tasks");
    await keys.press("g", "f");
    await page.locator("tr[data-asset]").first().waitFor();
    expect(await keys.place()).toBe("h1");
    await keys.press("/");
    await keys.type(asset);
    await page.locator("tr[data-asset]").nth(1).waitFor({ state: "detached" });
    await keys.use(page.locator(`tr[data-asset="${asset}"]`).getByRole("button", { name: t("footage.mayRequest") }));
    await keys.choose(page.getByLabel(t("form.class"), { exact: true }), t("applicant.otherAgency"));
    await keys.use(page.getByRole("checkbox", { name: t("viewer.byClerk") }), "Space");
    await keys.fill(page.getByLabel(t("viewer.name"), { exact: true }), guest.name);
    await keys.fill(page.getByLabel(t("viewer.idNo"), { exact: true }), guest.idNo);
    await keys.pick(page.getByRole("radio", { name: t("purpose.caseReview") }));
    await keys.fill(page.getByLabel(t("form.detail")), "核对现场出示证件、告知权利义务的过程。");
    const manner = page.getByRole("region", { name: t("form.part.manner"), exact: true });
    await keys.use(manner.locator("header button[aria-expanded=false]"));
    await keys.pick(page.getByRole("radio", { name: t("route.fileAccess") }));
    await keys.choose(page.getByRole("combobox", { name: t("form.supervisor") }), "赵敏");
    await look("form");
    await keys.use(named(t("form.submit")));
    await look("signature");
    // Esc closes the layer, loses nothing, and leads back to the button that opened it.
    await keys.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await named(t("form.submit")).evaluate((element) => element === document.activeElement)).toBe(true);
    await keys.press("Enter");
    await sign(persons.caseOfficer);
    number = await journey.filedNumber();
    await look("filed");
    await signOut();
    expect(trouble()).toEqual(none);
  });

  it("a clerk checks the papers of form F4, and the approver decides with a PIN", async () => {
    const { page } = app;
    const { t } = journey;
    await signIn(persons.legalOfficer);
    await follow("checkPapers");
    await keys.use(named(t("way.act.papers")));
    const papers = page.locator(".step-paper");
    for (let at = 0; at < (await papers.count()); at += 1) {
      const paper = papers.nth(at);
      await keys.pick(paper.getByRole("radio", { name: t("way.paper.accepted") }));
      await keys.fill(paper.getByLabel(t("way.field.number"), { exact: true }), "〔2026〕7");
    }
    await look("papers");
    await keys.use(page.locator(".panel", { hasText: t("way.steps") }).getByRole("button", { name: t("form.submit") }));
    await sign(persons.legalOfficer);
    await signOut();

    await signIn(persons.approver);
    await follow("decideRequest");
    await keys.pick(page.getByRole("radio", { name: t("decide.approve"), exact: true }));
    await keys.fill(page.getByRole("textbox", { name: t("decide.opinion"), exact: true }), "同意，限在查阅室内查阅。");
    await look("decide");
    await keys.use(named(t("decide.act")));
    await sign(persons.approver);
    await page.getByText(t("decide.doneApprove")).waitFor();
    await look("decided");
    await signOut();
    expect(trouble()).toEqual(none);
  });

  it("R9: the supervisor lets the guest in, opens the picture, plays, stops and ends the sitting", async () => {
    const { page } = app;
    const { t } = journey;
    await signIn(persons.supervisor);
    await keys.press("g", "v");
    await keys.use(page.locator(".grant", { hasText: number }).getByRole("button", { name: t("room.prepare") }));
    await keys.fill(page.getByLabel(t("room.documentEnd")), guest.idNo.slice(-4));
    await keys.use(page.getByRole("checkbox", { name: t("room.papers") }), "Space");
    await keys.use(page.getByRole("checkbox", { name: t("room.devices") }), "Space");
    await look("admit");
    await keys.use(named(t("room.next")));
    await keys.fill(page.getByLabel(t("room.handTyped")), guest.name);
    await keys.use(named(t("room.signed")));
    await prove(persons.supervisor);
    await page.getByRole("heading", { name: t("room.step.supervisor") }).waitFor();
    await keys.use(page.getByRole("checkbox", { name: t("room.papers") }), "Space");
    await keys.use(page.getByRole("checkbox", { name: t("room.devices") }), "Space");
    await prove(persons.supervisor);
    await keys.use(named(t("room.noticeAccept")));
    await page.getByRole("heading", { name: t("room.step.unlock") }).waitFor();
    await look("unlock");
    await prove(persons.supervisor);
    await keys.use(named(t("room.view")));
    await journey.confirmed();
    expect(await keys.place()).not.toBe("body");
    await look("player");
    await keys.press("l");
    await named(t("player.pause")).waitFor();
    await keys.press("k");
    await named(t("player.play")).waitFor();
    await journey.confirmed();
    // Round the whole player once: nothing in it keeps the focus.
    await keys.to(named(t("player.play")));
    await keys.use(named(t("player.leave")));
    expect(await named(t("player.stay")).evaluate((element) => element === document.activeElement)).toBe(true);
    await keys.press("Enter");
    expect(await named(t("player.leave")).evaluate((element) => element === document.activeElement)).toBe(true);
    await keys.press("Enter");
    await keys.use(named(t("player.leaveAct")));
    await page.getByRole("heading", { name: t("room.ended") }).waitFor();
    expect(await keys.place()).toBe("h1");
    await look("ended");
    expect(trouble()).toEqual(none);
  });

  it("the sitting is found in the registers and opens; help gives the focus back", async () => {
    const { page } = app;
    const { t } = journey;
    await keys.press("g", "l");
    await keys.fill(page.getByLabel(t("registers.by.request"), { exact: true }), number);
    const row = page.locator("tr[data-viewing]", { hasText: number });
    await keys.use(row.locator(".row-act"));
    await page.locator(".register-detail").waitFor();
    await look("register");
    await keys.to(row.locator(".row-act"));
    await keys.press("?");
    await page.getByRole("dialog").waitFor();
    await keys.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await row.locator(".row-act").evaluate((element) => element === document.activeElement)).toBe(true);
    await signOut();
    expect(trouble()).toEqual(none);
  });
});

describe("without a mouse, in English", () => {
  it("R11: an approver reads a request, follows its article to the law and comes back", async () => {
    const { page } = app;
    const journey = new Journey(page, "en");
    const keys = new Keyboard(page);
    const { t } = journey;
    await keys.use(page.locator('.switch button[lang="en"]'));
    await page.locator('html[lang="en"]').waitFor({ state: "attached" });
    await keys.use(page.locator(`.signin .tokens [data-id="${persons.approver}"] button`).first());
    await keys.fill(page.locator(".signin-pin input"), pinOf(persons.approver));
    await keys.press("Enter");
    await page.locator("nav.rail").waitFor();
    await keys.press("g", "r");
    await keys.use(page.getByRole("button", { name: t("requests.scope.all"), exact: true }));
    await keys.use(page.locator("tr[data-request] button").first());
    await page.locator(".decide-body").waitFor();
    expect(await keys.place()).toBe("h1");
    expect(await flaws(page)).toEqual([]);
    await keys.use(page.locator(".decide-side .article-link").first());
    await page.locator(".article:focus").waitFor();
    expect(await flaws(page)).toEqual([]);
    await keys.use(page.getByRole("button", { name: t("bar.signOut"), exact: true }));
    await page.locator("[data-token]").first().waitFor();
    expect([...keys.faults]).toEqual([]);
  });
});

describe.each(["zh-CN", "en"] as const)("no screen is wider than its window, in %s", (locale) => {
  const visits = [
    [persons.legalOfficer, ["tasks", "footage", "requests", "room", "evidence", "registers", "retention", "station"]],
    [persons.compliance, ["log", "findings"]],
    [persons.administrator, ["administration"]],
  ] as const;

  /** Parts of the page whose content is wider than they are. */
  const tooWide = (): Promise<string[]> =>
    app.page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("main, main .footage-list, main .panel, .signin-body")]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ tagName, className }) => `${tagName}.${className}`),
    );

  it("at 1024, 1366 and 1920 pixels", async () => {
    const { page } = app;
    const journey = new Journey(page, locale);
    const wide: string[] = [];
    await journey.useLanguage();
    for (const [person, places] of visits) {
      await ask(app, "identity:signIn", { token: person, pin: pinOf(person) });
      await page.locator("nav.rail").waitFor();
      for (const place of places) {
        await page
          .locator("nav.rail")
          .getByRole("button", { name: journey.t(`rail.${place}`), exact: true })
          .click();
        await page.locator("main :is(table, .panel, .empty, .grant)").first().waitFor();
        for (const size of sizes) {
          await page.setViewportSize(size);
          wide.push(...(await tooWide()).map((one) => `${place} at ${String(size.width)}: ${one}`));
        }
      }
      await ask(app, "identity:signOut");
      await page.locator("[data-token]").first().waitFor();
    }
    await page.setViewportSize(sizes[1]);
    expect(wide).toEqual([]);
    await page.evaluate(() => {
      const wider = document.createElement("p");
      wider.id = "wider";
      wider.textContent = "wider";
      wider.style.width = "5000px";
      document.querySelector(".signin-body")?.append(wider);
    });
    expect(await tooWide()).not.toEqual([]);
    await page.evaluate(() => document.querySelector("#wider")?.remove());
  });
});
