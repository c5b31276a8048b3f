import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "../../shared/failure.ts";
import type { Bridge } from "../../shared/ipc/bridge.ts";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { Journey, persons, pinOf } from "../support/journey.ts";
import { keepShot } from "../support/shots.ts";

const asset = "WH-20261109-A017-01";
const outside = "WH-20261110-A017-02";
const shots = join(import.meta.dirname, "../../out/e2e/refusals");

/** What the bridge answers when a screen asks for what it should not: the screens themselves offer no such button. */
type Refused = { readonly ok: boolean; readonly failure?: Failure };

describe("R1, R9, R12 no picture, each time with its own sentence and its own entry", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-refusals-"));
  let app: DemonstrationStation;
  let journey: Journey;
  let number: string;

  const ask = async (
    call: (
      workstation: Bridge,
      given: { readonly grant: string; readonly asset: string; readonly token: string; readonly pin: string },
    ) => Promise<Refused>,
    given: { readonly asset?: string } = {},
  ): Promise<Refused> => {
    const grants: readonly string[] = await app.page.evaluate(
      "window.workstation.grants.list().then((listed) => (listed.ok ? listed.value.map(({ id }) => id) : []))",
    );
    const input = {
      grant: grants[0] ?? "g-000000",
      asset,
      token: persons.supervisor,
      pin: pinOf(persons.supervisor),
      ...given,
    };
    return app.page.evaluate(`(${call.toString()})(window.workstation, ${JSON.stringify(input)})`);
  };

  /** Sentences of the refusals register, newest first. */
  const register = async (): Promise<readonly string[]> => {
    await journey.place("tasks");
    await journey.place("registers");
    await journey.button(journey.t("registers.refusals")).click();
    await app.page.locator("tbody tr").first().waitFor();
    const rows = await app.page.locator("tbody tr").all();
    return Promise.all(rows.map(async (row) => (await row.locator("td").nth(3).innerText()).trim()));
  };

  const expectEntry = async (sentence: string): Promise<void> => {
    await expect.poll(register, { timeout: 15_000 }).toContain(sentence);
  };

  const backToRoom = async (): Promise<void> => {
    await journey.place("room");
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    app = await startDemonstrationStation({ folder });
    journey = new Journey(app.page, "en");
    await journey.useLanguage();
    await journey.signIn(persons.caseOfficer);
  });
  beforeEach(async ({ task }) => {
    await keepShot(app.page, join(shots, `${task.name.replaceAll(/[^a-z]+/giu, "-").slice(0, 48)}.png`));
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("without approval there is no grant to open, and asking for one is refused", async () => {
    await journey.place("room");
    await app.page.getByText(journey.t("room.empty")).waitFor();
    const answer = await ask(async (workstation, { grant }) => workstation.viewing.prepare({ grant }));
    expect(answer).toMatchObject({ ok: false, failure: { code: "grant-refused", reason: "unknown" } });
    await expectEntry(journey.t("words.grant.unknown"));
  });

  it("without the supervisor nothing is unlocked, opened or shown", async () => {
    number = await journey.fileRequest({ asset, from: 300, to: 899 }, persons.caseOfficer);
    await journey.signOut();
    await journey.signIn(persons.approver);
    await journey.openDecision(number);
    await journey.approve(persons.approver);
    await journey.signOut();
    await journey.signIn(persons.caseOfficer);
    await journey.prepare(number);
    await journey.checkIn(persons.caseOfficer);
    await app.page.getByRole("heading", { name: journey.t("room.step.supervisor") }).waitFor();
    const answer = await ask(async (workstation, { token, pin }) => {
      const now = await workstation.viewing.current();
      return now.ok && now.value !== null
        ? workstation.viewing.unlock({ viewing: now.value.id, token, pin })
        : { ok: true };
    });
    expect(answer).toMatchObject({ ok: false, failure: { code: "presence", reason: "supervisor-absent" } });
    await expectEntry(journey.t("words.presence.supervisor-absent"));
    await backToRoom();
    const opened = await ask(async (workstation, { asset: wanted }) => {
      const now = await workstation.viewing.current();
      return now.ok && now.value !== null
        ? workstation.viewing.open({ viewing: now.value.id, asset: wanted })
        : { ok: true };
    });
    expect(opened).toMatchObject({ ok: false, failure: { code: "presence" } });
    expect(await app.page.locator("iframe").count()).toBe(0);
  });

  it("a recording outside the grant is refused though the room is open", async () => {
    await journey.place("room");
    await journey.checkIn(persons.supervisor);
    await journey.acceptNotice();
    await journey.unlock(persons.supervisor);
    await app.page.getByRole("heading", { name: journey.t("room.step.ready") }).waitFor();
    const answer = await ask(
      async (workstation, { asset: wanted }) => {
        const now = await workstation.viewing.current();
        return now.ok && now.value !== null
          ? workstation.viewing.open({ viewing: now.value.id, asset: wanted })
          : { ok: true };
      },
      { asset: outside },
    );
    expect(answer).toMatchObject({ ok: false, failure: { code: "grant-refused", reason: "outside-range" } });
    await expectEntry(journey.t("words.grant.outside-range"));
  });

  it("outside the approved frames the timeline does not lead, whichever way it is asked", async () => {
    await journey.place("room");
    await journey.view();
    const slider = app.page.getByRole("slider", { name: journey.t("player.timeline") });
    const box = await slider.boundingBox();
    expect(box).not.toBeNull();
    for (const part of [0.02, 0.98]) {
      // One click after the other, as a person would.
      // oxlint-disable no-await-in-loop
      await app.page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * part, (box?.y ?? 0) + (box?.height ?? 0) / 2);
      const frame = await journey.confirmed();
      expect(frame).toBeGreaterThanOrEqual(300);
      expect(frame).toBeLessThanOrEqual(899);
      // oxlint-enable no-await-in-loop
    }
  });

  it("when the window closes the running picture stops, and the grant says when it expired", async () => {
    app.turnClock(5 * 24 * 3_600_000);
    await app.page.getByText(journey.t("room.stopped")).first().waitFor();
    await app.page.getByText(journey.t("stop.grant-expired")).first().waitFor();
    await expect.poll(async () => app.page.locator("iframe.picture").count()).toBe(0);
    await keepShot(app.page, join(shots, "expired.png"));
  });

  it("on another station the grant does not arrive: it is rejected and the rejection logged", async () => {
    await app.close();
    const otherFolder = mkdtempSync(join(tmpdir(), "vitrine-other-"));
    cpSync(join(folder, "headquarters"), join(otherFolder, "headquarters"), { recursive: true });
    app = await startDemonstrationStation({ folder: otherFolder });
    journey = new Journey(app.page, "en");
    await journey.useLanguage();
    await journey.signIn(persons.caseOfficer);
    // Headquarters delivers the first station's grant to this one.
    const database = new Database(join(otherFolder, "headquarters/headquarters/headquarters.sqlite"));
    database
      .prepare(
        `INSERT INTO outbox(station, kind, file)
         SELECT (SELECT station FROM station ORDER BY rowid DESC LIMIT 1), 'grant', file FROM outbox WHERE kind = 'grant' LIMIT 1`,
      )
      .run();
    database.close();
    await journey.place("station");
    await journey.button(journey.t("station.syncNow")).click();
    await expectEntry(journey.t("words.grant.other-station"));
    await journey.place("room");
    expect(await app.page.locator(".grant").count()).toBe(0);
    rmSync(otherFolder, { recursive: true, force: true });
  });
});
