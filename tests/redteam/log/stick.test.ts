// oxlint-disable no-await-in-loop -- journeys follow one another
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createLog, openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { base64url, concatBytes, fromUtf8, memorySource, utf8 } from "../../../main/formats/bytes.ts";
import { generateKemKey } from "../../../main/formats/hpke.ts";
import { parseAddCheckpoint } from "../../../main/formats/tlog-mirror.ts";
import { formatProof } from "../../../main/formats/tlog-proof.ts";
import { digestAnswer, formatAnswerProof, formatTravelItem, travelCalls } from "../../../main/formats/travel-answer.ts";
import {
  openTravelBundle,
  readTravelHeader,
  sealTravelBundle,
  type TravelHeader,
  type TravelKind,
} from "../../../main/formats/travel-bundle.ts";
import { fastFolder } from "../../support/fast-folder.ts";
import { openMirror, product, sceneOrigin, syncOnce, type MirrorHall, type Product } from "../../support/log-scene.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";
import { openSeen, openStick, stickProduct, type Seen, type Stick, type StickProduct } from "../../support/stick.ts";
import { handClock, type HandClock } from "../../unit/auditlog/log-bench.ts";

const memory = fastFolder("stick");
afterAll(() => memory.remove());
let rooms = 0;

/** A station, headquarters, and a road between them. */
interface Road {
  readonly folder: string;
  readonly clock: HandClock;
  readonly log: AuditLog;
  readonly hall: MirrorHall;
  readonly stick: Stick;
  readonly seen: Seen;
}

async function openRoad(parts: Product = product, stickParts: StickProduct = stickProduct): Promise<Road> {
  const { path } = fastFolder(`stick-${(rooms += 1)}`);
  const clock = handClock();
  const log = createLog(join(path, "log"), { origin: sceneOrigin, clock, keyStore: null });
  const hall = await openMirror(join(path, "mirror.sqlite"), new Map([[sceneOrigin, log.verifierKey]]), parts);
  const stick = await openStick(path, log, stickParts);
  onTestFinished(async () => {
    log.close();
    await hall.close();
    await stick.close();
  });
  return { folder: path, clock, log, hall, stick, seen: openSeen() };
}

function beats({ log, clock }: Road, count: number): void {
  for (let n = 0; n < count; n++) {
    clock.pass(1_000);
    log.append({ t: "heartbeat", b: { n } });
  }
}

/** A day passes, so that the next entry ends the epoch. */
function days(road: Road, count: number): void {
  for (let day = 0; day < count; day++) {
    road.clock.pass(25 * 3_600_000);
    beats(road, 3);
  }
}

const outcomeOf = async ({ stick, hall }: Road, file: string): Promise<string> => {
  const { taken } = await stick.deliver(file, hall.mirror);
  return taken.ok ? taken.value.outcome : taken.failure;
};

/** The word an answer is refused with; null when it is taken. */
async function refusalOf({ stick, hall, log, seen }: Road, answer: string): Promise<string | null> {
  try {
    await stick.bring(answer, log, seen, hall.mirror);
    return null;
  } catch (error) {
    if (error instanceof Error && "reason" in error) {
      return String(error.reason);
    }
    throw error;
  }
}

type Records = readonly (readonly [TravelKind, Uint8Array])[];

async function recordsIn(file: string, stick: Stick): Promise<{ header: TravelHeader; records: Records }> {
  const source = memorySource(new Uint8Array(readFileSync(file)));
  const { direction } = await readTravelHeader(source);
  const { privateKey } = direction === "outward" ? stick.headquarters : stick.station;
  const reader = await openTravelBundle(source, { direction, privateKey, otherwise: "damaged" });
  const records: [TravelKind, Uint8Array][] = [];
  for await (const { kind, payload } of reader.records()) {
    records.push([kind, payload]);
  }
  return { header: reader.header, records };
}

/** What anybody can make who knows the recipient's public key. */
function sealed(road: Road, header: TravelHeader, records: Records): string {
  const sealer = sealTravelBundle(header);
  const file = join(road.folder, `made-${(rooms += 1)}`);
  writeFileSync(file, concatBytes(...records.map(([kind, payload]) => sealer.record(kind, payload)), sealer.finish()));
  return file;
}

let road: Road;
beforeEach(async () => {
  road = await openRoad();
});

describe("what the mirror makes of requests that were written without it (A23, I4)", () => {
  it("joins a file to whatever it has come to meanwhile, across key changes", async () => {
    const { log, hall, stick, seen } = road;
    days(road, 3);
    const early = await stick.out(log, seen);
    beats(road, 300);
    const middle = await stick.out(log, seen);
    days(road, 2);
    const late = await stick.out(log, seen);
    // The middle of a leg of `late` is the end of `middle`; both begin at 0, for no answer ever came.
    expect(await outcomeOf(road, middle)).toBe("taken");
    expect(await outcomeOf(road, late)).toBe("taken");
    expect(await outcomeOf(road, early)).toBe("known");
    expect(await outcomeOf(road, middle)).toBe("known");
    expect(hall.mirror.head(sceneOrigin).root).toEqual(log.root(hall.mirror.head(sceneOrigin).size));
    expect(hall.mirror.evidence(sceneOrigin)).toEqual([]);
  });

  it("goes on where an upload over the line was cut, and knows a file older than what was announced", async () => {
    const { log, hall, stick, seen } = road;
    beats(road, 400);
    const early = await stick.out(log, seen);
    beats(road, 300);
    let calls = 0;
    const cut: MirrorHall = {
      ...hall,
      transport: {
        ...hall.transport,
        post: async (path, body, headers, signal) => {
          if (path === "/tlog/add-entries") {
            calls += 1;
            const kept = calls === 1 ? body.slice(0, body.length >> 1) : body;
            const answer = await hall.transport.post(path, kept, headers, signal);
            if (calls > 1) {
              throw Object.assign(new Error("line cut"), { name: "TransportError" });
            }
            return { ...answer, status: 503 };
          }
          return hall.transport.post(path, body, headers, signal);
        },
      },
    };
    await syncOnce(log, cut);
    expect(await outcomeOf(road, early)).toBe("behind");
    expect(await outcomeOf(road, await stick.out(log, seen))).toBe("taken");
    expect(await outcomeOf(road, early)).toBe("known");
    expect(hall.mirror.evidence(sceneOrigin)).toEqual([]);
  });

  it("says what is missing when headquarters lost what it had, and takes the whole log then", async () => {
    const { log, stick, seen } = road;
    beats(road, 20);
    const { answer } = await stick.deliver(await stick.out(log, seen), road.hall.mirror);
    await stick.bring(answer, log, seen, road.hall.mirror);
    const empty = await openMirror(join(road.folder, "restored.sqlite"), new Map([[sceneOrigin, log.verifierKey]]));
    onTestFinished(() => empty.close());
    const { taken, answer: says } = await stick.deliver(await stick.out(log, seen), empty.mirror);
    expect(taken).toMatchObject({ ok: true, value: { outcome: "gap", size: 0 } });
    expect(await stick.bring(says, log, seen, empty.mirror)).toMatchObject({ wantsEverything: true, isNews: false });
    const { taken: whole } = await stick.deliver(await stick.out(log, seen, true), empty.mirror);
    expect(whole).toMatchObject({ ok: true, value: { outcome: "taken", from: 0 } });
  });
});

describe("what others may put on a stick (A15, A19, A23)", () => {
  it("a file of requests that were changed, left out or moved brings nothing forward", async () => {
    const { log, stick, seen } = road;
    days(road, 2);
    const { header, records } = await recordsIn(await stick.out(log, seen), stick);
    const at = records.findIndex(([kind]) => kind === "checkpoint");
    const [kind, body] = records[at] ?? ["checkpoint", new Uint8Array()];
    const note = parseAddCheckpoint(body).note;
    const unsigned = utf8(fromUtf8(body).replace(note, note.replace(/\n\n[\s\S]*$/u, "\n\n— x AAAAAAAA\n")));
    const legs = records.flatMap(([one], index) => (one === "checkpoint" ? [index] : []));
    expect(legs.length).toBeGreaterThan(1);
    const entries = records[at + 1]?.[1] ?? new Uint8Array();
    const forged: readonly (readonly [string, Records])[] = [
      ["refused", records.with(at, [kind, unsigned])],
      ["refused", records.with(at, [kind, utf8("rubbish")])],
      ["refused", records.with(at + 1, ["entries", utf8("not gzip")])],
      ["refused", records.with(at + 1, ["entries", entries.subarray(0, entries.byteLength >> 1)])],
      ["refused", [...records.slice(0, legs[1]), ...records.slice(-2)]],
      // The second leg alone, then before the first.
      ["gap", records.slice(legs[1])],
      ["gap", [...records.slice(legs[1], -2), ...records.slice(0, legs[1]), ...records.slice(-2)]],
    ];
    for (const [index, [outcome, one]] of forged.entries()) {
      const place = join(road.folder, `mirror-${index}.sqlite`);
      const fresh = await openMirror(place, new Map([[sceneOrigin, log.verifierKey]]));
      expect([index, await outcomeOf({ ...road, hall: fresh }, sealed(road, header, one))]).toEqual([index, outcome]);
      // Whatever was proved on the way is the station's own, and the true file goes through after it.
      expect(await outcomeOf({ ...road, hall: fresh }, sealed(road, header, records))).toBe("taken");
      expect(fresh.mirror.head(sceneOrigin).root).toEqual(log.root(header.to));
      expect(fresh.mirror.evidence(sceneOrigin)).toEqual([]);
      await fresh.close();
    }
  });

  it("an acknowledgement counts only as the mirrored log says it, and an old one never takes back a newer", async () => {
    const { log, stick, seen } = road;
    beats(road, 5);
    const { header, records } = await recordsIn(await stick.out(log, seen), stick);
    const lie = travelCalls.acknowledge.format({ cursor: 999, size: header.to });
    await outcomeOf(road, sealed(road, header, records.toSpliced(-2, 1, ["acknowledge", lie])));
    expect(await stick.acknowledged()).toBeNull();
    await outcomeOf(road, sealed(road, header, records));
    expect(await stick.acknowledged()).toEqual({ cursor: 0, size: header.to });
  });

  it("a station that is unknown or revoked, or sealed to another headquarters, is refused before anything is read", async () => {
    const { log, stick, seen } = road;
    const { header, records } = await recordsIn(await stick.out(log, seen), stick);
    expect(await outcomeOf(road, sealed(road, { ...header, origin: "demo/ws/0009/0" }, records))).toBe(
      "unknown-station",
    );
    const other = { ...header, recipient: base64url(generateKemKey().publicKey) };
    expect(await outcomeOf(road, sealed(road, other, records))).toBe("other-headquarters");
    await stick.revoke();
    expect(await outcomeOf(road, sealed(road, header, records))).toBe("revoked-station");
    const refusals = [...stick.log.entries()].filter(({ t }) => t === "hq.refuse").map(({ b }) => b);
    expect(refusals.map((b) => (b as { facts?: { reason?: string } }).facts?.reason)).toEqual([
      "unknown-station",
      "other-headquarters",
      "revoked-station",
    ]);
  });
});

/** Every answer an attacker can make who knows the station's key, has seen true answers, and can run a log of their own. */
async function forgedAnswers(of: Road): Promise<Readonly<Record<string, string>>> {
  const { log, hall, stick, seen } = of;
  await stick.issue("first");
  const { answer } = await stick.deliver(await stick.out(log, seen), hall.mirror);
  const { header, records } = await recordsIn(answer, stick);
  const item = formatTravelItem({ cursor: 900, kind: "revocation", file: '{"grant":"g-1"}' });
  const withItem: Records = [...records.slice(0, -1), ["item", item], ...records.slice(-1)];
  // Proved, but by a log that is not headquarters'.
  const own = createLog(join(of.folder, `rogue-${(rooms += 1)}`), {
    origin: "demo/headquarters",
    clock: of.clock,
    keyStore: null,
    kind: "headquarters",
  });
  onTestFinished(() => own.close());
  const digest = digestAnswer(header);
  withItem.slice(0, -1).forEach(([kind, payload]) => digest.add(kind as "item", payload));
  const b = { station: "ws-01", origin: header.origin, from: header.from, to: header.to, outcome: "taken" };
  const [entry] = own.append({
    t: "hq.bundle",
    b: { ...b, size: 1, after: 0, next: 900, items: 2, digest: digest.end() },
  });
  const proof = formatProof({ index: 1, proof: own.proveInclusion(1), checkpoint: own.checkpoint() });
  const rogue = formatAnswerProof(entry?.leaf ?? new Uint8Array(), proof);
  return {
    "an item slipped in": sealed(of, header, withItem),
    "the items left out": sealed(
      of,
      header,
      records.filter(([kind]) => kind !== "item"),
    ),
    "the receipt left out": sealed(of, header, records.slice(1)),
    "another stretch of the log": sealed(of, { ...header, from: header.from + 1 }, records),
    "a proof of another log": sealed(of, header, [...withItem.slice(0, -1), ["proof", rogue]]),
    "a proof of nothing": sealed(of, header, records.toSpliced(-1, 1, ["proof", utf8("{}")])),
  };
}

describe("an answer that headquarters did not write (H1, A15)", () => {
  it("is refused, whatever is in it, and nothing of it is taken", async () => {
    beats(road, 5);
    for (const [what, file] of Object.entries(await forgedAnswers(road))) {
      const size = road.log.size;
      expect([what, await refusalOf(road, file)]).toEqual([what, "unproved"]);
      expect(road.seen.items).toEqual([]);
      expect(road.seen.after).toBe(0);
      expect(road.log.lastReceipt()).toBeNull();
      expect(road.log.size).toBe(size);
    }
  });

  it("for another station takes nothing", async () => {
    const { log, hall, stick, seen } = road;
    beats(road, 5);
    const { answer } = await stick.deliver(await stick.out(log, seen), hall.mirror);
    const { header, records } = await recordsIn(answer, stick);
    const strange = { ...header, recipient: base64url(generateKemKey().publicKey) };
    expect(await refusalOf(road, sealed(road, strange, records))).toBe("other-station");
    expect(await refusalOf(road, sealed(road, { ...header, origin: "demo/ws/0002/0" }, records))).toBe("other-station");
    expect(await refusalOf(road, answer)).toBeNull();
  });

  it("keeps the cursor where items would be missing: an answer that begins later is taken, and asked for again", async () => {
    const { log, hall, stick, seen } = road;
    await stick.issue("one");
    const first = await stick.deliver(await stick.out(log, seen), hall.mirror);
    const further = openSeen();
    await stick.bring(first.answer, log, further, hall.mirror);
    await stick.issue("two");
    const second = await stick.deliver(await stick.out(log, further), hall.mirror);
    // This station's memory of the outbox was lost: it has not seen `one`.
    await stick.bring(second.answer, log, seen, hall.mirror);
    expect(seen.items.map(({ file }) => file)).toEqual(["two"]);
    expect(seen.after).toBe(0);
    const third = await stick.deliver(await stick.out(log, seen), hall.mirror);
    await stick.bring(third.answer, log, seen, hall.mirror);
    expect(seen.items.map(({ file }) => file)).toEqual(["two", "one", "two"]);
    expect(seen.after).toBe(2);
  });
});

interface Defence {
  readonly defence: string;
  readonly mutations: readonly [Mutation, ...Mutation[]];
  /** Does something that the product refuses, and answers what came of it. */
  readonly attack: (road: Road) => Promise<unknown>;
  /** What the product answers; the mutant must not. */
  readonly holds: unknown;
}

const defences: readonly Defence[] = [
  {
    defence: "the proof that headquarters wrote an answer",
    mutations: [{ file: "main/formats/travel-answer.ts", from: "proved.digest === digest.end() &&", to: "" }],
    attack: async (of) => refusalOf(of, (await forgedAnswers(of))["an item slipped in"] ?? ""),
    holds: "unproved",
  },
  {
    defence: "the proof against headquarters' log",
    mutations: [
      {
        file: "main/formats/travel-answer.ts",
        from: "verifyProof(parseProof(proof), leafHash(bytes), headquarters, verifiers) !== null",
        to: "true",
      },
    ],
    attack: async (of) => refusalOf(of, (await forgedAnswers(of))["a proof of another log"] ?? ""),
    holds: "unproved",
  },
  {
    defence: "the mirrored entry behind an acknowledgement",
    mutations: [
      {
        file: "main/headquarters/bundles.ts",
        from: "if (read.entry.b.cursor === cursor) {",
        to: "if (true) {",
      },
    ],
    attack: async (of) => {
      const { header, records } = await recordsIn(await of.stick.out(of.log, of.seen), of.stick);
      const lie = travelCalls.acknowledge.format({ cursor: 999, size: header.to });
      await outcomeOf(of, sealed(of, header, records.toSpliced(-2, 1, ["acknowledge", lie])));
      return of.stick.acknowledged();
    },
    holds: null,
  },
  {
    defence: "the cursor that never passes what was not seen",
    mutations: [{ file: "main/sync/bundle-in.ts", from: "proved.after <= outbox.after", to: "true" }],
    attack: async (of) => {
      await of.stick.issue("one");
      const further = openSeen();
      further.keep(1);
      await of.stick.issue("two");
      const { answer } = await of.stick.deliver(await of.stick.out(of.log, further), of.hall.mirror);
      await of.stick.bring(answer, of.log, of.seen, of.hall.mirror);
      return of.seen.after;
    },
    holds: 0,
  },
  {
    defence: "the comparison of a passed-over head with what is held",
    mutations: [
      {
        file: "main/headquarters/mirror/carried.ts",
        from: "if (size <= tree.next() && !equalBytes(treeRoot(tree, size), root)) {",
        to: "if (false) {",
      },
    ],
    attack: async (of) => {
      const { folder, clock, log, stick, seen } = of;
      mkdirSync(join(folder, "twin"));
      for (const name of ["log.sqlite", "log.sqlite-wal"]) {
        copyFileSync(join(folder, "log", name), join(folder, "twin", name));
      }
      beats(of, 9);
      await outcomeOf(of, await stick.out(log, seen));
      // The station's disk was put back, and went on another way.
      const twin = openLog(join(folder, "twin"), { origin: sceneOrigin, clock, keyStore: null });
      onTestFinished(() => twin.close());
      return outcomeOf(of, await stick.out(twin, openSeen()));
    },
    holds: "forked",
  },
];

describe("every defence is needed: without it the attack goes through", () => {
  it.each(defences)("without $defence", async ({ mutations, attack, holds }) => {
    beats(road, 3);
    expect(await attack(road)).toEqual(holds);
    const mutant = makeMutant(...mutations);
    onTestFinished(() => mutant.remove());
    const weak = await openRoad(await mutant.load(), await mutant.loadStick());
    beats(weak, 3);
    expect(await attack(weak)).not.toEqual(holds);
  });
});
