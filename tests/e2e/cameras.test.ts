// oxlint-disable no-await-in-loop -- a person does one thing after the other
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../support/ask-bridge.ts";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { look, plantProbe } from "../support/picture-probe.ts";
import { storedEntries } from "../support/station-log.ts";
import { keepShot } from "../support/shots.ts";

const shots = join(import.meta.dirname, "../../out/e2e");
/** 25 pictures a second, interrupted after frame 1012 for two seconds. */
const first = "WH-20261109-A017-01";
/** 30 pictures a second; by its corrected clock it began 21 seconds later. */
const second = "WH-20261109-A023-01";

/** The frame of the second camera at the moment of a frame of the first one. */
function beside(frame: number): number {
  const ms = frame * 40 + (frame > 1012 ? 2000 : 0);
  return Math.floor(((ms - 21_000) * 30) / 1000 + 1e-6);
}

/** From the request for both recordings to the unlocked room, through the bridge of the page: other suites walk these screens. */
async function openRoomForBoth(page: Page): Promise<void> {
  const signIn = (person: string): Promise<unknown> =>
    ask(page, "identity", "signIn", { token: person, pin: pinOf(person) });
  const officer = { token: persons.caseOfficer, pin: pinOf(persons.caseOfficer) };
  const hour = 3_600_000;
  const form = {
    applicantClass: "staff",
    dutyBasis: "承办本案",
    purpose: "caseReview",
    purposeDetail: "核对现场出示证件、告知权利义务的过程。",
    caseNo: "示文综立〔2026〕118号",
    caseCause: "涉嫌销售非法出版物",
    caseParty: "周建明",
    inspectedUnit: "云浦书社",
    verb: "view",
    legalRoute: "internal",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
    assets: [
      { asset: first, ranges: [{ from: 0, to: 1640 }], whole: false },
      { asset: second, ranges: [{ from: 0, to: 1330 }], whole: false },
    ],
    supervisor: persons.supervisor,
    room: "room-301",
    validFrom: new Date(Date.now() - hour).toISOString(),
    validTo: new Date(Date.now() + 8 * hour).toISOString(),
  };
  await signIn(persons.caseOfficer);
  const { id, ...request } = (await ask(page, "requests", "file", { form, pin: officer.pin })) as { id: string };
  await ask(page, "identity", "signOut");
  await signIn(persons.approver);
  const { supervisor, room, validFrom, validTo, assets } = (request as unknown as { form: typeof form }).form;
  const approval = { outcome: "approve", opinion: "同意", supervisors: [supervisor], room, validFrom, validTo, assets };
  await ask(page, "requests", "decide", { id, form: { ...approval, playBudget: 2 }, pin: pinOf(persons.approver) });
  await ask(page, "identity", "signOut");
  await signIn(persons.caseOfficer);
  await ask(page, "sync", "now");
  const grants = (await ask(page, "grants", "list")) as { id: string; request: string }[];
  const grant = grants.find((held) => held.request === id)?.id;
  const { id: viewing } = (await ask(page, "viewing", "prepare", { grant })) as { id: string };
  const both = { viewing, papersChecked: true, devicesDeposited: true };
  const supervising = { token: persons.supervisor, pin: pinOf(persons.supervisor) };
  await ask(page, "viewing", "checkIn", { ...both, ...officer, capacity: "viewer" });
  await ask(page, "viewing", "checkIn", { ...both, ...supervising, capacity: "supervisor" });
  await ask(page, "viewing", "acceptNotice", { viewing });
  await ask(page, "viewing", "unlock", { viewing, ...supervising });
}

describe("two cameras of one event (O-52)", () => {
  let app: DemonstrationStation;
  let journey: Journey;
  const camera = (asset: string): Locator => app.page.locator(`.camera[data-camera="${asset}"]`);
  const picture = async (asset: string): Promise<Frame> => {
    const frame = await (await camera(asset).locator("iframe").elementHandle())?.contentFrame();
    if (frame === null || frame === undefined) {
      throw new Error("no picture");
    }
    return frame;
  };
  const shows = (asset: string, frame: number): Promise<void> =>
    camera(asset)
      .locator(`[data-confirmed=true][data-camera-frame="${String(frame)}"]`)
      .waitFor();
  const cellsOf = async (asset: string): Promise<number | null> => (await look(await picture(asset))).cells;
  const goTo = async (frame: number): Promise<void> => {
    const { page, t } = journey;
    await journey.button(t("player.goTo")).click();
    await page.getByLabel(t("player.goTo.frame"), { exact: true }).last().fill(String(frame));
    await journey.button(t("player.goToAct")).click();
    await journey.confirmed(frame);
    await journey.button(t("common.close")).click();
  };
  const shoot = async (name: string): Promise<void> => {
    await keepShot(app.page, join(shots, `cameras-${name}.png`));
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    app = await startDemonstrationStation({ size: { width: 1366, height: 768 } });
    journey = new Journey(app.page, "zh-CN");
    const { page, t } = journey;
    await journey.useLanguage();
    await openRoomForBoth(page);
    await journey.place("room");
    await journey.view();
    await journey.button(t("cameras.watchBeside", { device: "DSJ-A023" })).click();
    await app.page.locator('.cameras[data-cameras="2"]').waitFor();
  }, 180_000);
  afterAll(() => app.close());

  it("says in its place that a camera has no picture of the moment, and how it lies beside the other", async () => {
    const absent = (await picture(second)).locator("#mask p");
    await absent.waitFor();
    expect(await absent.textContent()).toBe("此时刻本机位无画面");
    const caption = camera(second).locator(".camera-caption");
    expect(await caption.locator("[data-offset]").getAttribute("data-offset")).toBe("-21000");
    expect(await caption.textContent()).toContain(journey.t("cameras.byClock", { n: 7 }));
    await shoot("absent");
  });

  it("shows the same moment in both to the frame, sought and stepped to, as their pixels say (R6)", async () => {
    await goTo(750);
    await shows(second, 270);
    await plantProbe(await picture(first));
    await plantProbe(await picture(second));
    expect([await cellsOf(first), await cellsOf(second)]).toEqual([750, 270]);
    for (const frame of [751, 752, 753]) {
      await app.page.keyboard.press("ArrowRight");
      await journey.confirmed(frame);
      await shows(second, beside(frame));
      expect([await cellsOf(first), await cellsOf(second)]).toEqual([frame, beside(frame)]);
    }
    expect(await flaws(app.page)).toEqual([]);
    await shoot("together");
  });

  it("plays both, in step within a frame, and rests both on the same moment", async () => {
    await journey.play();
    await camera(second).locator("[data-aligned=true]").waitFor();
    const frame = await journey.pause();
    await shows(second, beside(frame));
    expect([await cellsOf(first), await cellsOf(second)]).toEqual([frame, beside(frame)]);
  });

  it("says that the active camera was interrupted and which one recorded it (O-65)", async () => {
    await goTo(1012);
    await shows(second, beside(1012));
    const told = camera(first).locator("[data-interrupted]");
    expect(await told.textContent()).toBe(journey.t("cameras.inGapCovered", { names: "DSJ-A023" }));
    await shoot("interrupted");
  });

  it("moves one against the other by a frame once that is in the log, and marks the active camera's own frame", async () => {
    const { page, t } = journey;
    await journey.button(t("cameras.laterOf", { device: "DSJ-A023" })).click();
    await shows(second, beside(1012) + 1);
    expect(await camera(second).textContent()).toContain(t("cameras.byHand"));
    await journey.button(t("cameras.choose")).click();
    expect(await journey.confirmed()).toBe(beside(1012) + 1);
    await journey.saveNote("刘洋记录仪录到中断");
    // The other way round: what the first camera showed when this frame of the second began.
    await shows(first, 1011);
    expect(await page.locator(".camera-active").getAttribute("data-camera")).toBe(second);
    await shoot("other-active");
    const entries = storedEntries(app.folder);
    expect(entries.findLast(({ t: type }) => type === "view.align")?.b).toMatchObject({
      asset: first,
      beside: second,
      offsetMs: -20_967,
      clockOffsetMs: -21_000,
    });
    expect(entries.findLast(({ t: type }) => type === "mark.add")?.b).toMatchObject({
      asset: second,
      frame: beside(1012) + 1,
    });
  });

  it("R2 R5: each camera has its own intent, leases and shown frames, and an empty chair stops both", async () => {
    const { t } = journey;
    await journey.button(t("room.emptyChair")).click();
    await app.page.locator(".camera").first().waitFor({ state: "detached" });
    const entries = storedEntries(app.folder);
    const assetsOf = (type: string): unknown[] => [
      ...new Set(entries.filter((entry) => entry.t === type).map(({ b }) => (b as { asset?: string }).asset)),
    ];
    for (const type of ["view.intent", "view.lease", "view.shown"]) {
      expect(assetsOf(type)).toEqual(expect.arrayContaining([first, second]));
    }
    expect(entries.filter(({ t: type }) => type === "view.stop")).toHaveLength(1);
  });
});
