import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogView } from "../../../main/access/index.ts";
import { createMarks, type Marks } from "../../../main/annotations/index.ts";
import { createLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { readLeaf } from "../../../main/formats/log-entry.ts";
import { personSchema, type Person } from "../../../shared/model/person.ts";

const person = personSchema.parse({
  person: "p-0003",
  name: "王芳",
  latinName: "Wang Fang",
  unit: "示例支队",
  roles: ["caseOfficer"],
  post: "承办人",
  certificateNo: "SLWH-31-0103",
});
const onScreen = { frame: 12, ticks: 1200, timescale: 1000, digest: "ab".repeat(32) };
const order = {
  viewing: "v-000001",
  asset: "SC-20261109-T001-01",
  frame: 12,
  kind: "evidence",
  note: "出示证件",
} as const;

describe("marks", () => {
  let folder: string;
  let log: AuditLog;
  let shown: typeof onScreen | null;
  let seen: (typeof onScreen)[];
  let signedIn: Person | null;
  let changed: string[];
  let isOutsideWatching: boolean;
  let marks: Marks;

  function openMarks(): Marks {
    const made = createMarks({
      log,
      onScreen: (viewing, asset) => (viewing === order.viewing && asset === order.asset ? shown : null),
      named: (viewing, asset, frame) =>
        viewing === order.viewing && asset === order.asset ? (seen.find((one) => one.frame === frame) ?? null) : null,
      signedIn: () => signedIn,
      isOutsideWatching: () => isOutsideWatching,
      catchUp: () => view.catchUp(),
      onChange: (asset) => changed.push(asset),
    });
    const view = createLogView(log, (entry) => made.take(entry));
    return made;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-marks-"));
    const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
    log = createLog(join(folder, "log"), { origin: "test/ws/1/0", clock, keyStore: null });
    shown = onScreen;
    seen = [onScreen, { ...onScreen, frame: 40, ticks: 4000 }];
    signedIn = person;
    changed = [];
    isOutsideWatching = false;
    marks = openMarks();
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R6: carry index, ticks and digest of the frame the decoder named, whatever the order says beside it", () => {
    const sly = { ...order, presentationTicks: 1, timescale: 1, frameDigest: "00" };
    const added = marks.add(sly);
    expect(added).toMatchObject({
      ok: true,
      value: {
        frame: 12,
        presentationTicks: 1200,
        timescale: 1000,
        frameDigest: onScreen.digest,
        kind: "evidence",
        note: "出示证件",
        by: { person: "p-0003" },
      },
    });
    expect(changed).toEqual([order.asset]);
  });

  it.each([
    ["the frame before", { frame: 11 }],
    ["the frame after", { frame: 13 }],
    ["another recording", { asset: "SC-20261109-T002-01" }],
    ["another viewing", { viewing: "v-000002" }],
  ])("R6: are refused for %s, and nothing is logged", (_what, change) => {
    const before = log.size;
    expect(marks.add({ ...order, ...change })).toEqual({ ok: false, failure: { code: "frame-unconfirmed" } });
    expect(log.size).toBe(before);
    expect(changed).toEqual([]);
  });

  it("R6: are refused while no frame is named, and while nobody is signed in", () => {
    shown = null;
    expect(marks.add(order)).toEqual({ ok: false, failure: { code: "frame-unconfirmed" } });
    shown = onScreen;
    signedIn = null;
    expect(marks.add(order)).toEqual({ ok: false, failure: { code: "not-signed-in" } });
    expect(marks.list(order.asset)).toEqual([]);
  });

  it("R6: both ends of a range are marked at once, each as the decoder named it, and a second try finds the first one's marks", () => {
    const range = { viewing: order.viewing, asset: order.asset, from: 12, last: 40, note: "告知过程" };
    const before = log.size;
    const ends = marks.addRange(range);
    expect(ends).toMatchObject({
      ok: true,
      value: [
        { frame: 12, presentationTicks: 1200, kind: "evidence", note: "告知过程", by: { person: "p-0003" } },
        { frame: 40, presentationTicks: 4000, kind: "evidence" },
      ],
    });
    expect(marks.addRange(range)).toEqual(ends);
    expect(log.size).toBe(before + 2);
    const still = marks.addRange({ ...range, last: 12, note: "画面" });
    expect(still.ok && still.value[0]).toEqual(still.ok && still.value[1]);
    expect(log.size).toBe(before + 3);
  });

  it.each([
    ["an end that was never on screen", { last: 41 }],
    ["a beginning that was never on screen", { from: 11 }],
    ["another viewing", { viewing: "v-000002" }],
  ])("R6: of a range with %s nothing is marked, not even the other end", (_what, change) => {
    const before = log.size;
    const range = { viewing: order.viewing, asset: order.asset, from: 12, last: 40, note: "告知过程" };
    expect(marks.addRange({ ...range, ...change })).toEqual({ ok: false, failure: { code: "frame-unconfirmed" } });
    expect(log.size).toBe(before);
  });

  it("O-103: of an office are not listed while somebody from outside can see the screen", () => {
    const made = marks.add(order);
    const [entry] = log.leaves(log.size - 1, log.size).map((leaf) => readLeaf(leaf));
    if (!made.ok || entry === undefined || typeof entry === "string" || entry.kind !== "entry") {
      throw new Error("the mark is not in the log");
    }
    log.append({ t: "mark.add", b: { ...entry.entry.b, mark: "m-0123456789", kind: "objection" } });
    isOutsideWatching = true;
    expect(marks.list(order.asset).map(({ kind }) => kind)).toEqual(["objection"]);
    isOutsideWatching = false;
    expect(marks.list(order.asset)).toHaveLength(2);
  });

  it("R10: are read back out of the log, in the order of the recording, by whoever opens it next", () => {
    marks.add(order);
    shown = { ...onScreen, frame: 5, ticks: 500 };
    marks.add({ ...order, frame: 5 });
    const again = openMarks().list(order.asset);
    expect(again.map(({ frame }) => frame)).toEqual([5, 12]);
    expect(again).toEqual(marks.list(order.asset));
    expect(marks.list("SC-20261109-T002-01")).toEqual([]);
  });
});
