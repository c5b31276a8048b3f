import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaws } from "../support/accessible.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { makeClip, footageMetadata } from "../support/headquarters.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const out = join(import.meta.dirname, "../../out/e2e/retention");
// After those of the demonstration, the first of which somebody has asked for.
const asset = "YH-20260110-A017-09";
const hour = 3_600_000;

/** Asks through the bridge of the page, for what belongs to other screens. */
async function ask<T>(page: Page, room: string, verb: string, input: object | null = null): Promise<T> {
  const answer = await page.evaluate(
    async (call) => {
      type Bridge = Record<string, Record<string, (input: unknown) => Promise<{ ok: boolean; value?: unknown }>>>;
      const bridge = (window as unknown as { workstation: Bridge }).workstation;
      return bridge[call.room]?.[call.verb]?.(call.input ?? undefined);
    },
    { room, verb, input },
  );
  if (answer?.ok !== true) {
    throw new Error(`${room}.${verb}: ${JSON.stringify(answer)}`);
  }
  // What the channel table says of this call.
  return answer.value as T;
}

describe("a recording whose period has ended, on screen (O-100, F14)", () => {
  const media = mkdtempSync(join(tmpdir(), "vitrine-due-"));
  let app: DemonstrationStation;
  let page: Page;
  let journey: Journey;
  const shot = async (name: string): Promise<void> => {
    await keepShot(page, join(out, `${name}.png`));
  };
  /** Goes where the task of this person leads; nobody looks for a list that waits for them. */
  const follow = async (person: string, task: string, verb: string): Promise<void> => {
    await journey.signIn(person);
    await journey.place("tasks");
    await page.locator("tr", { hasText: task }).getByRole("button", { name: verb, exact: true }).click();
    await panel().waitFor();
  };
  const panel = (): Locator => page.locator(".panel", { hasText: /-F14-20\d\d-0001/u });
  const give = async (title: string, label: string, text: string): Promise<void> => {
    const dialog = page.getByRole("dialog", { name: title });
    await dialog.getByLabel(label).fill(text);
    await dialog.getByRole("button", { name: journey.t("retention.toSign") }).click();
  };

  beforeAll(async () => {
    mkdirSync(out, { recursive: true });
    const clip = makeClip(media);
    const metadata = footageMetadata({
      asset,
      title: "出版物市场检查（旧案）",
      wearers: [{ person: "p-0001", name: "陈志强", certificateNo: "SLWH-31-0101" }],
      recordedFrom: "2026-01-10T09:30:00+08:00",
      recordedTo: "2026-01-10T09:30:10+08:00",
      clockOffsetSeconds: 0,
      retainUntil: "2026-07-10",
    });
    writeFileSync(join(media, `${asset}.json`), JSON.stringify(metadata));
    renameSync(clip, join(media, `${asset}.mp4`));
    app = await startDemonstrationStation({ moreMedia: media });
    ({ page } = app);
    journey = new Journey(page, "zh-CN");
    await journey.useLanguage();
  });
  afterAll(async () => {
    await app.close();
    rmSync(media, { recursive: true, force: true });
  });

  it("R8: is listed, approved, destroyed under another's eyes and confirmed, and opens nowhere any more", async () => {
    const { t } = journey;
    await journey.signIn(persons.caseOfficer);
    const form = {
      applicantClass: "staff",
      dutyBasis: "承办本案",
      purpose: "caseReview",
      purposeDetail: "核对现场出示证件、告知权利义务的过程。",
      caseNo: "示文综罚〔2026〕17号",
      caseCause: "接纳未成年人进入营业场所",
      caseParty: "示例市星河网络服务有限公司",
      inspectedUnit: "星河网吧",
      verb: "view",
      legalRoute: "internal",
      secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
      assets: [{ asset, ranges: [{ from: 60, to: 110 }], whole: false }],
      supervisor: persons.supervisor,
      room: "room-301",
      validFrom: new Date(Date.now() - hour).toISOString(),
      validTo: new Date(Date.now() + 8 * hour).toISOString(),
    };
    const { id } = await ask<{ id: string }>(page, "requests", "file", { form, pin: pinOf(persons.caseOfficer) });
    await journey.signOut();
    await journey.signIn(persons.approver);
    const { room, validFrom, validTo, assets } = form;
    const supervisors = [persons.supervisor];
    const decision = {
      outcome: "approve",
      opinion: "同意",
      supervisors,
      room,
      validFrom,
      validTo,
      playBudget: 1,
      assets,
    };
    await ask(page, "requests", "decide", { id, form: decision, pin: pinOf(persons.approver) });
    await ask(page, "sync", "now");
    // The station has had a grant, so it must confirm; one that runs would keep the recording.
    const revoke = { step: "revoke", ground: "noAuthority", reason: "撤销授权" };
    await ask(page, "requests", "step", { id, form: revoke, pin: pinOf(persons.approver) });
    await journey.signOut();

    await journey.signIn(persons.administrator);
    await journey.place("retention");
    const row = page.locator(`tr[data-asset="${asset}"]`);
    await row.waitFor();
    await shot("1-due");
    await row.getByRole("checkbox").check();
    await journey.button(t("retention.draw", { n: 1 })).click();
    await give(t("retention.draw", { n: 1 }), t("retention.reason"), "保存期限届满，无触发情形");
    await journey.sign(persons.administrator);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page
      .locator("fieldset.switch")
      .getByRole("button", { name: t("retention.part.lists") })
      .click();
    await panel().waitFor();
    await shot("2-drawn");
    await journey.signOut();

    await follow(persons.approver, t("task.approveDestruction"), t("taskVerb.approveDestruction"));
    await panel()
      .getByRole("button", { name: t("retention.approve"), exact: true })
      .click();
    await give(t("retention.approve"), t("retention.reason"), "同意销毁");
    await shot("3-approve");
    await journey.sign(persons.approver);
    await panel().getByText(t("retention.listState.approved")).waitFor();
    await journey.signOut();

    await follow(persons.administrator, t("task.executeDestruction"), t("taskVerb.executeDestruction"));
    await panel()
      .getByRole("button", { name: t("retention.execute"), exact: true })
      .click();
    await give(t("retention.execute"), t("retention.place"), "档案室");
    await shot("4-execute");
    await journey.sign(persons.administrator);
    await panel().getByText(t("retention.listState.executing")).waitFor();
    await journey.signOut();

    await follow(persons.compliance, t("task.witnessDestruction"), t("taskVerb.witnessDestruction"));
    await panel()
      .getByRole("button", { name: t("retention.witness"), exact: true })
      .click();
    await shot("5-witness");
    await journey.sign(persons.compliance);
    await panel().locator('tr[data-state="erased"]').waitFor();
    await shot("6-erased");
    await ask(page, "sync", "now");
    await ask(page, "sync", "now");
    await journey.button(t("retention.refresh")).click();
    await panel().getByText(t("retention.listState.closed"), { exact: true }).waitFor();
    expect(await flaws(page)).toEqual([]);
    await shot("7-closed");
    const english = new Journey(page, "en");
    await english.useLanguage();
    await panel().getByText(english.t("retention.listState.closed"), { exact: true }).waitFor();
    await shot("8-closed-en");
    await journey.useLanguage();
    await journey.signOut();

    await journey.signIn(persons.caseOfficer);
    expect(await ask<unknown[]>(page, "grants", "list")).toEqual([]);
    await journey.place("room");
    await page.getByRole("button", { name: t("room.prepare") }).waitFor({ state: "detached" });
    await shot("9-room");
    await journey.place("footage");
    await page.getByLabel(t("footage.searchLabel")).fill(asset);
    await row.getByText(t("footage.mayNotDestroyed")).first().waitFor();
    expect(await row.getByRole("button", { name: t("footage.mayRequest") }).count()).toBe(0);
    await shot("10-footage");
    await journey.signOut();
  });
});
