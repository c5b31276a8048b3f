import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogView } from "../../../main/access/index.ts";
import { createNotes, type NotePorts, type Notes } from "../../../main/annotations/index.ts";
import { createLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "../../../main/formats/canonical-json.ts";
import { readRevision } from "../../../main/formats/picture-note.ts";
import { chainOf, type Signed } from "../../../shared/annotation/chain.ts";
import type { NoteReader } from "../../../shared/annotation/rights.ts";
import { noteActSchema } from "../../../shared/http/acts.ts";
import { noteDraftSchema, type NoteBundle, type NoteDraft, type Revision } from "../../../shared/model/note.ts";
import { personSchema, type Person } from "../../../shared/model/person.ts";
import { ok } from "../../../shared/result.ts";
import { makeMutant } from "../../support/mutants.ts";

const asset = "SC-20261109-T001-01";

function person(id: string, name: string, roles: Person["roles"]): Person {
  return personSchema.parse({
    person: id,
    name,
    latinName: name,
    unit: "示例支队",
    roles,
    post: "",
    certificateNo: "",
  });
}
const author = person("p-0003", "王芳", ["caseOfficer"]);
const legal = person("p-0006", "周法明", ["legalOfficer"]);
const officer = person("p-0001", "陈志强", ["officer"]);

function draft(more: object = {}): NoteDraft {
  return noteDraftSchema.parse({
    asset,
    viewing: "v-000001",
    range: { from: 12, to: 13 },
    shapes: [{ kind: "rectangle", colour: "amber", keyframes: [{ frame: 12, at: [100, 100, 5000, 5000] }] }],
    tag: "showId",
    text: "出示证件",
    secrecy: "office",
    named: [],
    mentions: [],
    status: "open",
    ...more,
  });
}

/**
 * A station's notes over a real log. Signatures are the act itself: that CMS holds is proved where CMS is; here the
 * question is what becomes of what was signed.
 */
describe("notes on pictures", () => {
  let folder: string;
  let log: AuditLog;
  let me: Person;
  let inRoom: NoteReader[];
  let confirmed: Set<number>;
  let sent: NoteBundle;
  let kept: Map<string, NoteBundle>;
  let notes: Notes;

  function openNotes(over: AuditLog, more: Partial<NotePorts> = {}): Notes {
    const made: Notes = createNotes({
      log: over,
      station: "test/ws/1/0",
      signedIn: () => me,
      sign: async (_pin, act) =>
        ok(encodeCanonical(JSON.parse(JSON.stringify(act(me, "2026-11-30T10:00:00.000Z"))) as JsonValue)),
      audience: () => [{ person: me.person, outside: false, roles: me.roles }, ...inRoom],
      beyond: async () => null,
      confirmed: (viewing, on, frame) =>
        viewing === "v-000001" && on === asset && confirmed.has(frame)
          ? { frame, ticks: frame * 100, timescale: 1000, digest: String(frame).padStart(64, "0") }
          : null,
      isListed: (one) => one.startsWith("p-00"),
      fetch: async () => ok(sent),
      openAct: (cms) => noteActSchema.safeParse(decodeCanonical(cms)).data ?? null,
      kept: { get: (on) => kept.get(on) ?? null, put: (on, bundle) => void kept.set(on, bundle) },
      now: () => new Date("2026-11-30T10:00:00Z"),
      catchUp: () => view.catchUp(),
      onChange: () => undefined,
      ...more,
    });
    const view = createLogView(over, (entry) => made.take(entry));
    return made;
  }
  const signed = async (...drafts: NoteDraft[]) => {
    const result = await notes.sign(drafts, "1");
    if (!result.ok) {
      throw new Error(JSON.stringify(result.failure));
    }
    return result.value;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-notes-"));
    const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
    log = createLog(join(folder, "log"), { origin: "test/ws/1/0", clock, keyStore: null });
    me = author;
    inRoom = [];
    confirmed = new Set([12, 20, 29]);
    sent = { revisions: [], acts: [] };
    kept = new Map();
    notes = openNotes(log);
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R6: name index, ticks and digest of both ends and of every keyframe, as the decoder gave them", async () => {
    const [note] = await signed(
      draft({
        range: { from: 12, to: 30 },
        shapes: [
          {
            kind: "ellipse",
            colour: "red",
            keyframes: [
              { frame: 12, at: [0, 0, 10, 10] },
              { frame: 20, at: [5, 5, 15, 15] },
            ],
          },
        ],
      }),
    );
    expect(note?.frames.map(({ frame, ticks, digest }) => [frame, ticks, Number(digest)])).toEqual([
      [12, 1200, 12],
      [20, 2000, 20],
      [29, 2900, 29],
    ]);
  });

  it.each([
    ["a frame that nobody confirmed", { range: { from: 13, to: 14 }, shapes: [] }, "frame-unconfirmed"],
    ["another viewing", { viewing: "v-000002" }, "frame-unconfirmed"],
    ["no viewing at all", { viewing: undefined }, "frame-unconfirmed"],
    ["a keyframe outside the range", { range: { from: 20, to: 21 } }, "bad-request"],
    ["a range that ends before it begins", { range: { from: 12, to: 12 }, shapes: [] }, "bad-request"],
    ["a tag that is not in the vocabulary", { tag: "selfMade" }, "bad-request"],
    ["somebody whom headquarters does not list", { mentions: ["p-9999"] }, "bad-request"],
    ["nothing said", { text: " ", tag: undefined, shapes: [] }, "bad-request"],
    [
      "an answer to a note that is not there",
      { thread: `n-${"0".repeat(20)}`, shapes: [], tag: undefined },
      "not-found",
    ],
  ])("R6, R12: are refused for %s, and nothing is logged", async (_what, change, code) => {
    const before = log.size;
    const result = await notes.sign([draft(), draft(change)], "1");
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(log.size).toBe(before);
  });

  it("R5: are revised by another entry, and every version stays", async () => {
    const [first] = await signed(draft());
    const size = log.size;
    const [second] = await signed(
      draft({ note: first?.note, base: first?.head, text: "出示两人证件", viewing: undefined }),
    );
    expect(second).toMatchObject({ note: first?.note, text: "出示两人证件", revisions: 2 });
    expect(log.size).toBe(size + 2);
    const history = notes.history(first?.note ?? "");
    expect(history.ok && history.value.map(({ revision }) => revision.text)).toEqual(["出示证件", "出示两人证件"]);
    // Signed over what was not on screen any more: refused.
    expect(await notes.sign([draft({ note: first?.note, base: first?.head })], "1")).toMatchObject({
      failure: { code: "already-decided" },
    });
    expect(openNotes(log).list(asset)).toEqual(notes.list(asset));
  });

  it("R8: are changed by their author alone; whoever answers for the file settles them and changes nothing else", async () => {
    const [note] = await signed(draft({ mentions: [legal.person] }));
    const same = { ...draft({ mentions: [legal.person] }), note: note?.note, base: note?.head };
    me = officer;
    expect(await notes.sign([{ ...same, status: "resolved" }], "1")).toMatchObject({
      failure: { code: "not-permitted" },
    });
    me = legal;
    expect(await notes.sign([{ ...same, text: "另有所指" }], "1")).toMatchObject({
      failure: { code: "not-permitted" },
    });
    expect(await notes.sign([{ ...same, status: "withdrawn" }], "1")).toMatchObject({
      failure: { code: "not-permitted" },
    });
    expect(notes.mentioning(legal.person).map((one) => one.note)).toEqual([note?.note]);
    const [settled] = await signed({ ...same, status: "resolved" });
    expect(settled).toMatchObject({
      status: "resolved",
      author: { person: author.person },
      by: { person: legal.person },
    });
    expect(notes.mentioning(legal.person)).toEqual([]);
  });

  it("O-103: of the office do not come while somebody from outside can see the screen, nor their answers", async () => {
    const [office] = await signed(draft());
    const [room] = await signed(draft({ secrecy: "room", text: "当事人可见" }));
    await signed(
      draft({ thread: office?.note, secrecy: "room", shapes: [], tag: undefined, text: "答复" }),
      draft({ secrecy: "named", named: [legal.person], text: "仅限法制" }),
    );
    expect(notes.list(asset)).toHaveLength(4);
    inRoom = [{ person: "x-1", outside: true, roles: [] }];
    expect(notes.list(asset).map(({ note }) => note)).toEqual([room?.note]);
    expect(notes.history(office?.note ?? "")).toMatchObject({ failure: { code: "not-found" } });
    expect(notes.mentioning(legal.person)).toEqual([]);
    inRoom = [];
    me = officer;
    expect(notes.list(asset).map(({ text }) => text)).not.toContain("仅限法制");
    me = legal;
    expect(notes.list(asset).map(({ text }) => text)).toContain("仅限法制");
  });

  it("R14: of other stations hold in any order, twice as once, and stay without headquarters", async () => {
    const [first] = await signed(draft());
    await signed(draft({ note: first?.note, base: first?.head, text: "第二版", viewing: undefined }));
    const bundle = await bundleOf(notes);
    const other = createLog(join(folder, "other"), {
      origin: "test/ws/2/0",
      clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
      keyStore: null,
    });
    const there = openNotes(other);
    const [one, two] = bundle.revisions;
    sent = { revisions: two === undefined ? [] : [two], acts: bundle.acts };
    await there.fetch(asset);
    expect(there.list(asset)).toEqual([]);
    sent = { revisions: [two, one, two].filter((each) => each !== undefined), acts: bundle.acts };
    await there.fetch(asset);
    await there.fetch(asset);
    expect(there.list(asset).map(({ text, revisions, entry }) => [text, revisions, entry])).toEqual([
      ["第二版", 2, undefined],
    ]);
    expect(openNotes(other).list(asset)).toEqual(there.list(asset));
    other.close();
  });

  it("R8: that somebody else signed, that were altered, or that nobody signed are not taken in", async () => {
    await signed(draft());
    const bundle = await bundleOf(notes);
    const there = openNotes(log, { kept: { get: () => null, put: () => undefined } });
    const original = bundle.revisions[0];
    const altered = original?.content.replace("出示证件", "未出示证") ?? "";
    const stolen = original?.content.replaceAll("p-0003", "p-0006") ?? "";
    sent = {
      acts: bundle.acts,
      revisions: [altered, stolen, "{}", "x", '{"a":1.5}'].map((content) => ({ content, act: original?.act ?? "" })),
    };
    const before = there.list(asset).length;
    await there.fetch(asset);
    expect(there.list(asset)).toHaveLength(before);
  });

  it("R3: that are longer than an entry may be are refused in words, not as a bug", async () => {
    const path = Array.from({ length: 800 }, (_one, index) => (index * 7919) % 10_000);
    const shape = {
      kind: "freehand",
      colour: "red",
      keyframes: [{ frame: 12, at: [0, 0, 1_000_000, 1_000_000] }],
      outline: path,
    };
    expect(await notes.sign([draft({ shapes: Array.from({ length: 24 }, () => shape) })], "1")).toMatchObject({
      failure: { code: "bad-request", field: "shapes" },
    });
  });
});

/** What somebody from outside gets to see of an office's note, with the rooms of this folder. */
async function seenFromOutside(room: string): Promise<number> {
  // Same files as the product's but for the mutation.
  const { createNotes: create } = (await import(/* @vite-ignore */ room)) as { createNotes: typeof createNotes };
  const folder = mkdtempSync(join(tmpdir(), "vitrine-notes-"));
  const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
  const log = createLog(join(folder, "log"), { origin: "test/ws/1/0", clock, keyStore: null });
  const readers: NoteReader[] = [{ person: author.person, outside: false, roles: author.roles }];
  const made: Notes = create({
    log,
    station: "test/ws/1/0",
    signedIn: () => author,
    sign: async (_pin, act) =>
      ok(encodeCanonical(JSON.parse(JSON.stringify(act(author, "2026-11-30T10:00:00.000Z"))) as JsonValue)),
    audience: () => readers,
    beyond: async () => null,
    confirmed: (_viewing, _asset, frame) => ({ frame, ticks: 0, timescale: 1000, digest: "0".repeat(64) }),
    isListed: () => true,
    fetch: async () => ok({ revisions: [], acts: [] }),
    openAct: () => null,
    kept: { get: () => null, put: () => undefined },
    now: () => new Date("2026-11-30T10:00:00Z"),
    catchUp: () => view.catchUp(),
    onChange: () => undefined,
  });
  const view = createLogView(log, (entry) => made.take(entry));
  await made.sign([draft()], "1");
  readers.push({ person: "x-1", outside: true, roles: [] });
  const seen = made.list(asset).length;
  log.close();
  rmSync(folder, { recursive: true, force: true });
  return seen;
}

describe("the wall before people from outside", () => {
  it("O-103: is there in the product, and its test sees when it is not", async () => {
    const mutant = makeMutant({
      file: "shared/annotation/rights.ts",
      from: "if (outside) {",
      to: "if (outside && person === '') {",
    });
    try {
      expect(await seenFromOutside("../../../main/annotations/index.ts")).toBe(0);
      expect(await seenFromOutside(join(mutant.folder, "main/annotations/index.ts"))).toBe(1);
    } finally {
      mutant.remove();
    }
  });
});

/** What headquarters would send on: taken out of a file, where the same revisions and signatures stand. */
async function bundleOf(notes: Notes): Promise<NoteBundle> {
  const made = await notes.file(asset, "1");
  if (!made.ok) {
    throw new Error("the notes were not written");
  }
  return (JSON.parse(new TextDecoder().decode(made.value.bytes)) as { body: { notes: NoteBundle } }).body.notes;
}

describe("what a draft may hold", () => {
  it.each([
    ["a point outside the picture", { keyframes: [{ frame: 1, at: [-1, 0, 5, 5] }] }],
    ["a point beyond the picture", { keyframes: [{ frame: 1, at: [0, 0, 1_000_001, 5] }] }],
    ["no number", { keyframes: [{ frame: 1, at: [Number.NaN, 0, 5, 5] }] }],
    ["an endless number", { keyframes: [{ frame: 1, at: [Number.POSITIVE_INFINITY, 0, 5, 5] }] }],
    ["a fraction", { keyframes: [{ frame: 1, at: [0.5, 0, 5, 5] }] }],
    ["no keyframe", { keyframes: [] }],
    ["a huge outline", { outline: Array.from({ length: 900 }, () => 1) }],
    ["an unknown kind", { kind: "image" }],
    ["a field of its own", { href: "https://example.org" }],
    ["text that turns the line around", { kind: "text", text: "a\u202Eb", keyframes: [{ frame: 1, at: [1, 1] }] }],
  ])("is never %s", (_what, change) => {
    const shape = { kind: "rectangle", colour: "amber", keyframes: [{ frame: 1, at: [0, 0, 5, 5] }], ...change };
    expect(noteDraftSchema.safeParse({ ...draft(), shapes: [shape] }).success).toBe(false);
  });

  it("keeps scripts as the words they are, and refuses control signs", () => {
    const script = '<script>alert("1")</script>';
    expect(draft({ text: script }).text).toBe(script);
    expect(noteDraftSchema.safeParse({ ...draft(), text: "a\u0000b" }).success).toBe(false);
  });
});

describe("the order of revisions", () => {
  const base: Revision = { ...(draft() as unknown as Revision), v: 1, frames: [] };
  const step = (digest: string, revision: number, previous: string | null, change: Partial<Revision> = {}): Signed => ({
    digest: digest.repeat(64),
    revision: {
      ...base,
      note: `n-${"a".repeat(20)}` as Revision["note"],
      revision,
      ...(previous === null ? { nonce: "0".repeat(32) } : { previous: previous.repeat(64) }),
      by: { person: author.person, name: author.name },
      at: `2026-11-30T10:0${String(revision)}:00.000Z`,
      ...change,
    },
  });

  it("R5: is the same whatever order they came in, and a fork keeps both and shows the later", () => {
    const all = [
      step("1", 0, null),
      step("2", 1, "1", { text: "二" }),
      step("3", 1, "1", { text: "三", at: "2026-11-30T11:00:00.000Z" }),
    ];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0, 1],
    ].map((order) => chainOf(order.flatMap((index) => all[index] ?? [])));
    for (const chain of orders) {
      expect(chain).toMatchObject({ head: { revision: { text: "三" } }, forked: true });
    }
  });

  it("R8: leaves out what somebody else would have it say, and what follows nothing", () => {
    const someoneElse = { by: { person: legal.person, name: legal.name } };
    const chain = chainOf([
      step("1", 0, null),
      step("2", 1, "1", { ...someoneElse, text: "改写" }),
      step("3", 1, "1", { ...someoneElse, status: "resolved" }),
      step("4", 5, "9"),
    ]);
    expect(chain?.steps.map(({ digest }) => digest[0])).toEqual(["1", "3"]);
    expect(chainOf([step("2", 1, "1")])).toBeNull();
  });

  it("R8: a revision under a name that its author could not have given is none", () => {
    const forged = { ...step("1", 0, null).revision };
    expect(
      readRevision(new TextDecoder().decode(encodeCanonical(JSON.parse(JSON.stringify(forged)) as JsonValue))),
    ).toBeNull();
  });
});
