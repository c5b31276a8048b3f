// oxlint-disable no-await-in-loop -- a person does one thing after the other
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locale } from "../../shared/model/station.ts";
import { ask } from "../support/ask-bridge.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const root = join(import.meta.dirname, "../..");
const asset = "WH-20261109-A017-01";
const guest = { name: "钱多", idNo: "320311199001011234" };

async function guestGrant(journey: Journey): Promise<string> {
  const { page } = journey;
  await journey.signIn(persons.caseOfficer);
  const hour = 3_600_000;
  const form = {
    applicantClass: "otherAgency",
    dutyBasis: "",
    purpose: "caseReview",
    purposeDetail: "核对现场出示证件、告知权利义务的过程。",
    caseNo: "示文综执〔2026〕第 31 号",
    caseCause: "擅自从事出版物零售",
    caseParty: "示例书店",
    inspectedUnit: "示例书店",
    verb: "view",
    legalRoute: "fileAccess",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
    assets: [{ asset, ranges: [{ from: 250, to: 600 }], whole: false }],
    supervisor: persons.supervisor,
    room: "room-301",
    validFrom: new Date(Date.now() - hour).toISOString(),
    validTo: new Date(Date.now() + 8 * hour).toISOString(),
    viewer: { ...guest, idKind: "residentId", unit: "示例书店", contact: "", protected: false },
  };
  const request = (await ask(page, "requests", "file", { form, pin: pinOf(persons.caseOfficer) })) as {
    id: string;
    number: string;
    papers: { paper: string }[];
  };
  await journey.signOut();
  // A named clerk checks what must be handed in before anybody decides.
  await journey.signIn(persons.legalOfficer);
  const papers = request.papers.map(({ paper }) => ({
    paper,
    result: "accepted",
    number: "〔2026〕7",
    how: "original",
    note: "",
  }));
  const step = { id: request.id, form: { step: "papers", papers }, pin: pinOf(persons.legalOfficer) };
  await ask(page, "requests", "step", step);
  await journey.signOut();
  await journey.signIn(persons.approver);
  const { room, validFrom, validTo, assets } = form;
  const supervisors = [persons.supervisor, persons.administrator];
  const decision = {
    outcome: "approve",
    opinion: "同意",
    supervisors,
    room,
    validFrom,
    validTo,
    playBudget: 3,
    assets,
  };
  await ask(page, "requests", "decide", { id: request.id, form: decision, pin: pinOf(persons.approver) });
  await journey.signOut();
  return request.number;
}

describe.each([
  ["zh-CN", { width: 1366, height: 768 }],
  ["en", { width: 1920, height: 1080 }],
] as readonly (readonly [Locale, { width: number; height: number }])[])(
  "a supervised session, in %s",
  (locale, size) => {
    const shots = join(root, "out/e2e", `supervised-${locale}`);
    let app: DemonstrationStation;
    let journey: Journey;
    let number: string;

    beforeAll(async () => {
      mkdirSync(shots, { recursive: true });
      app = await startDemonstrationStation({ size });
      journey = new Journey(app.page, locale);
      await journey.useLanguage();
      number = await guestGrant(journey);
      await journey.signIn(persons.supervisor);
    });
    afterAll(() => app.close());

    const look = async (name: string): Promise<void> => {
      await keepShot(app.page, join(shots, `${name}.png`));
      expect({ name, flaws: await flaws(app.page) }).toEqual({ name, flaws: [] });
    };

    it("R9: a guest is let in with papers compared, signs by hand, and a supervisor witnesses it", async () => {
      const { page, t } = { page: app.page, t: journey.t };
      await journey.prepare(number);
      await page.locator(".admit[data-part=papers]").waitFor();
      await look("papers");
      const next = journey.button(t("room.next"));
      expect(await next.isDisabled()).toBe(true);
      await page.getByLabel(t("room.documentEnd")).fill("9999");
      await page.getByRole("checkbox", { name: t("room.papers") }).check();
      await page.getByRole("checkbox", { name: t("room.devices") }).check();
      await next.press("Enter");
      const field = page.locator(".hand-field");
      await field.scrollIntoViewIfNeeded();
      const box = await field.boundingBox();
      const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 40];
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let step = 1; step <= 12; step++) {
        await page.mouse.move(x + step * 20, y + (step % 2) * 40);
      }
      await page.mouse.up();
      await look("undertaking");
      await journey.button(t("room.signed")).click();
      await page.locator(`.tokens [data-id="${persons.supervisor}"]`).getByRole("button").first().click();
      await page.locator(".room-form").getByLabel(t("pin.label")).fill(pinOf(persons.supervisor));
      await look("witness");
      await journey.button(t("room.admit")).click();
      // The wrong number leads back to where it was entered; nothing else is lost.
      await page.locator("[data-failure=presence]").waitFor();
      await look("document-differs");
      await page.getByLabel(t("room.documentEnd")).fill(guest.idNo.slice(-4));
      await next.click();
      await journey.button(t("room.signed")).click();
      await page.locator(`.tokens [data-id="${persons.supervisor}"]`).getByRole("button").first().click();
      await page.locator(".room-form").getByLabel(t("pin.label")).fill(pinOf(persons.supervisor));
      await journey.button(t("room.admit")).click();
      await page.getByRole("heading", { name: t("room.step.supervisor") }).waitFor();
      expect(await page.locator(".roster-list").innerText()).toContain(guest.name);
    });

    it("R9: supervision is handed over beside the picture, which goes on", async () => {
      const { page, t } = { page: app.page, t: journey.t };
      await journey.checkIn(persons.supervisor);
      await journey.acceptNotice();
      await journey.unlock(persons.supervisor);
      await journey.view();
      await look("playing");
      const frame = journey.picture();
      await journey.button(t("room.handOver")).click();
      await page.locator(".room-act").getByRole("checkbox").check();
      await page.locator(`.room-act .tokens [data-id="${persons.administrator}"]`).getByRole("button").first().click();
      await page.locator(".room-act").getByLabel(t("pin.label")).fill(pinOf(persons.administrator));
      await look("hand-over");
      await journey.button(t("room.handOverAct")).click();
      await page.locator(".room-act").waitFor({ state: "detached" });
      expect(journey.picture()).toBe(frame);
      await journey.confirmed();
    });

    it("R9: presence is asked for beside the picture before its time is over", async () => {
      const { page, t } = { page: app.page, t: journey.t };
      expect(await journey.button(t("room.confirm")).count()).toBe(0);
      // The pack's twenty minutes, with something watched in between: a viewing that rests is over.
      app.turnClock(10 * 60_000);
      await journey.play();
      await journey.pause();
      app.turnClock(8.5 * 60_000);
      await journey.play();
      await journey.pause();
      const confirm = journey.button(t("room.confirm"));
      await confirm.waitFor();
      await look("confirm");
      const desk = page.locator(".room-desk");
      await desk.locator(`.tokens [data-id="${persons.administrator}"]`).getByRole("button").first().click();
      await desk.getByLabel(t("pin.label")).fill(pinOf(persons.administrator));
      await confirm.click();
      await confirm.waitFor({ state: "detached" });
      await journey.confirmed();
    });

    it("R9: one button takes the picture at once", async () => {
      const { page, t } = { page: app.page, t: journey.t };
      await journey.button(t("room.unlisted")).click();
      await page.locator("[data-stop=unlisted-person]").waitFor();
      expect(await page.locator("iframe.picture").count()).toBe(0);
      await look("stopped");
    });
  },
);
