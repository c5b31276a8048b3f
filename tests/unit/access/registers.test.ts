import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogView, createProjection, type Projection } from "../../../main/access/index.ts";
import { createLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";

const roster = (...persons: string[]) =>
  persons.map((person) => ({ person, name: person, capacity: person === "p-sup" ? "supervisor" : "viewer" }));

describe("registers", () => {
  let folder: string;
  let log: AuditLog;
  let projection: Projection;
  let catchUp: () => void;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-registers-"));
    const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
    log = createLog(join(folder, "log"), { origin: "test/ws/1/0", clock, keyStore: null });
    projection = createProjection();
    const view = createLogView(log, (entry) => projection.take(entry));
    catchUp = () => view.catchUp();
    log.append({
      t: "grant.import",
      b: {
        grant: "g-000001",
        digest: "0".repeat(64),
        requestNumber: "SL-F1-2026-1",
        caseNo: "31",
        room: "room-301",
        purpose: "caseReview",
        approvers: [{ person: "p-app", name: "张" }],
      },
    });
    log.append({ t: "room.prepare", b: { viewing: "v-000001", grant: "g-000001" } });
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const enter = (person: string): void =>
    void log.append({
      t: "room.checkIn",
      b: { viewing: "v-000001", person, name: person, capacity: person === "p-sup" ? "supervisor" : "viewer" },
    });
  const shown = (from: number, to: number, ...persons: string[]): void =>
    void log.append({
      t: "view.shown",
      b: { viewing: "v-000001", asset: "SC-1-1", ranges: [{ from, to }], roster: roster(...persons) },
    });
  const framesOf = (person: string): unknown =>
    projection.viewings({ open: null, received: 0 })[0]?.persons.find((stay) => stay.person === person)?.frames;

  it("R9: attribute each range to those who were in the room when it was shown", () => {
    enter("p-one");
    enter("p-sup");
    shown(0, 10, "p-one", "p-sup");
    enter("p-two");
    shown(10, 20, "p-one", "p-two", "p-sup");
    log.append({ t: "room.checkOut", b: { viewing: "v-000001", person: "p-one" } });
    shown(30, 40, "p-two", "p-sup");
    catchUp();
    expect(framesOf("p-one")).toEqual([{ asset: "SC-1-1", ranges: [{ from: 0, to: 20 }] }]);
    expect(framesOf("p-two")).toEqual([
      {
        asset: "SC-1-1",
        ranges: [
          { from: 10, to: 20 },
          { from: 30, to: 40 },
        ],
      },
    ]);
    expect(framesOf("p-sup")).toEqual([
      {
        asset: "SC-1-1",
        ranges: [
          { from: 0, to: 20 },
          { from: 30, to: 40 },
        ],
      },
    ]);
  });

  describe("R2, R9: frames that nobody reported", () => {
    const asset = "SC-1-1";
    const open = (opening: number, frames = [{ from: 0, to: 100 }]): void =>
      void log.append({
        t: "view.intent",
        b: { viewing: "v-000001", opening, grant: "g-000001", asset, frames, purpose: "p", roster: [] },
      });
    const lease = (opening: number, from: number, to: number): void =>
      void log.lease({ viewing: "v-000001", opening, asset, segments: { from: 0, to: 1 }, frames: { from, to } });
    const told = (opening: number, ranges: { from: number; to: number }[], last: boolean): void =>
      void log.append({
        t: "view.shown",
        b: { viewing: "v-000001", opening, asset, ranges, roster: roster("p-one", "p-sup"), ...(last ? { last } : {}) },
      });
    const possibleOf = (person: string): unknown =>
      projection
        .viewings({ open: null, received: 0 })[0]
        ?.persons.filter((stay) => stay.person === person)
        .map(({ possible }) => possible?.map(({ ranges }) => ranges));

    it("are possible for everybody in the room when the picture went without a word", () => {
      enter("p-one");
      enter("p-sup");
      open(1);
      lease(1, 0, 50);
      told(1, [{ from: 10, to: 20 }], false);
      catchUp();
      const left = [
        [
          { from: 0, to: 10 },
          { from: 20, to: 50 },
        ],
      ];
      expect(possibleOf("p-one")).toEqual([left]);
      expect(possibleOf("p-sup")).toEqual([left]);
      log.append({ t: "view.stop", b: { viewing: "v-000001", reason: "shell-closed" } });
      catchUp();
      expect(possibleOf("p-one")).toEqual([left]);
      log.append({ t: "view.end", b: { viewing: "v-000001" } });
      catchUp();
      expect(possibleOf("p-one")).toEqual([left]);
      expect(framesOf("p-one")).toEqual([{ asset, ranges: [{ from: 10, to: 20 }] }]);
    });

    it("are settled by the last word of that picture, also when it comes after the end, and of no other", () => {
      enter("p-one");
      enter("p-sup");
      open(1);
      lease(1, 0, 50);
      open(2);
      lease(2, 0, 30);
      log.append({ t: "view.end", b: { viewing: "v-000001" } });
      told(2, [{ from: 0, to: 5 }], true);
      catchUp();
      expect(framesOf("p-one")).toEqual([{ asset, ranges: [{ from: 0, to: 5 }] }]);
      expect(possibleOf("p-one")).toEqual([[[{ from: 5, to: 50 }]]]);
      told(1, [], true);
      catchUp();
      expect(possibleOf("p-one")).toEqual([undefined]);
      expect(possibleOf("p-sup")).toEqual([undefined]);
    });

    it("are possible only for those who were there, and for whoever came while the picture was open", () => {
      enter("p-one");
      enter("p-sup");
      open(1);
      lease(1, 0, 50);
      log.append({ t: "room.checkOut", b: { viewing: "v-000001", person: "p-one" } });
      enter("p-two");
      lease(1, 50, 60);
      log.append({ t: "view.stop", b: { viewing: "v-000001", reason: "shell-closed" } });
      enter("p-late");
      catchUp();
      expect(possibleOf("p-one")).toEqual([[[{ from: 0, to: 50 }]]]);
      expect(possibleOf("p-two")).toEqual([[[{ from: 0, to: 60 }]]]);
      expect(possibleOf("p-late")).toEqual([undefined]);
    });

    it("are possible in every picture that was left open beside the newest, for whoever comes later", () => {
      enter("p-one");
      open(1);
      lease(1, 0, 10);
      log.append({
        t: "view.intent",
        b: {
          viewing: "v-000001",
          opening: 2,
          grant: "g-000001",
          asset: "SC-1-2",
          frames: [{ from: 0, to: 100 }],
          purpose: "p",
          roster: [],
          beside: [1],
        },
      });
      enter("p-two");
      catchUp();
      expect(possibleOf("p-two")).toEqual([[[{ from: 0, to: 10 }]]]);
      open(3);
      enter("p-late");
      catchUp();
      expect(possibleOf("p-late")).toEqual([undefined]);
    });

    it("are never frames that the grant does not hold", () => {
      enter("p-one");
      open(1, [
        { from: 0, to: 10 },
        { from: 40, to: 50 },
      ]);
      lease(1, 0, 50);
      catchUp();
      expect(possibleOf("p-one")).toEqual([
        [
          [
            { from: 0, to: 10 },
            { from: 40, to: 50 },
          ],
        ],
      ]);
    });
  });

  it("count an opening once for each sitting in which bytes were leased", () => {
    log.append({
      t: "view.intent",
      b: { viewing: "v-000001", grant: "g-000001", asset: "a", purpose: "p", roster: [] },
    });
    catchUp();
    expect(projection.openings("g-000001")).toBe(0);
    const lease = { viewing: "v-000001", asset: "SC-1-1", segments: { from: 0, to: 1 }, frames: { from: 0, to: 10 } };
    log.lease(lease);
    log.lease(lease);
    catchUp();
    expect(projection.openings("g-000001")).toBe(1);
    expect(projection.openings("g-000001", "v-000001")).toBe(0);
  });

  it("call a viewing without an end interrupted, unless it is the one under way", () => {
    catchUp();
    expect(projection.viewings({ open: "v-000001", received: 0 })[0]?.outcome).toBe("open");
    expect(projection.viewings({ open: null, received: 0 })[0]?.outcome).toBe("interrupted");
    log.append({ t: "view.stop", b: { viewing: "v-000001", reason: "watermark-removed" } });
    catchUp();
    expect(projection.viewings({ open: null, received: 0 })[0]).toMatchObject({
      outcome: "stopped",
      stopReason: "watermark-removed",
    });
    log.append({ t: "key.open", b: { viewing: "v-000001", grant: "g-000001", roster: [] } });
    log.append({ t: "view.end", b: { viewing: "v-000001" } });
    catchUp();
    expect(projection.viewings({ open: null, received: 0 })[0]?.outcome).toBe("ended");
  });

  it("say received only when headquarters has countersigned every entry of the row", () => {
    catchUp();
    const last = projection.viewings({ open: null, received: 0 })[0]?.entries.at(-1) ?? -1;
    expect(projection.viewings({ open: null, received: last })[0]?.received).toBe(false);
    expect(projection.viewings({ open: null, received: last + 1 })[0]?.received).toBe(true);
  });

  it("R10: are never drawn from leaves that do not give the signed root", () => {
    const forged = {
      size: log.size,
      root: () => log.root(),
      leaves: (from: number, to: number) => log.leaves(from, to).toReversed(),
    };
    const taken: unknown[] = [];
    const view = createLogView(forged, (entry) => taken.push(entry));
    expect(() => view.catchUp()).toThrow(Breach);
    expect(taken).toEqual([]);
  });

  it("R12: list refusals with who was refused what", () => {
    enter("p-one");
    log.append({
      t: "refuse",
      b: { attempt: "viewing:open", failure: "presence", detail: "supervisor-absent", subject: "SC-1-1" },
      person: "p-one",
    });
    log.append({ t: "session.refuse", b: { token: "p-two", failure: "wrong-pin" } });
    log.append({ t: "grant.reject", b: { reason: "other-station" } });
    catchUp();
    expect(projection.refusals()).toMatchObject([
      { attempt: "grant.import", failure: "grant-refused:other-station" },
      { attempt: "identity:signIn", failure: "wrong-pin", subject: "p-two" },
      {
        attempt: "viewing:open",
        failure: "presence:supervisor-absent",
        subject: "SC-1-1",
        person: { person: "p-one", name: "p-one" },
      },
    ]);
  });
});
