import { cpSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import * as auditlog from "../../../main/auditlog/index.ts";
import type { AuditLog, LogOptions } from "../../../main/auditlog/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { noteSignatureType, verifierKey } from "../../../main/formats/signed-note.ts";
import { entryBundlePath, formatEntryBundle, parseEntryBundle } from "../../../main/formats/tlog-mirror.ts";
import { fetchTail, type Answer, type FetchedTail, type Transport } from "../../../main/sync/index.ts";
import { makeMutant, type Mutant } from "../../support/mutants.ts";
import { origin } from "../auditlog/log-bench.ts";
import { beats, openDesk, openHall, syncOf, wireTo, type Desk, type Hall, type Wire } from "./hall.ts";

/** A station whose folder was kept at one moment and put back later; in between, headquarters received more. */
interface SetBack {
  readonly desk: Desk;
  readonly hall: Hall;
  readonly wire: Wire;
  readonly options: LogOptions;
  /** Leaves of the log as it was before it was set back. */
  readonly leaves: readonly Uint8Array[];
  readonly received: number;
  readonly kept: number;
}

interface Course {
  /** Opens the log again before the copy is made (at rest) and after it, so that the key changes in between. */
  readonly newKey?: boolean;
  /** The second place for receipts stays as it is. */
  readonly receiptsStay?: boolean;
}

async function setBack({ newKey = false, receiptsStay = false }: Course = {}): Promise<SetBack> {
  const desk = openDesk();
  const hall = await openHall({ enrolled: desk.enrolled });
  const wire = wireTo(hall);
  const copy = `${desk.folder}.copy`;
  beats(desk.log, 250);
  await syncOf(desk.log, wire, hall).now();
  beats(desk.log, 3);
  const kept = desk.log.size;
  if (newKey) {
    desk.log.close();
  }
  cpSync(desk.folder, copy, { recursive: true });
  cpSync(`${desk.folder}.receipts`, `${copy}.receipts`);
  const log = newKey ? desk.reopen() : desk.log;
  for (const more of [300, 2]) {
    beats(log, more);
    // oxlint-disable-next-line no-await-in-loop -- one round after another, each with a receipt of its own
    await syncOf(log, wire, hall).now();
  }
  const leaves = log.leaves(0, log.size);
  const received = hall.mirror.head(origin).size;
  log.close();
  rmSync(desk.folder, { recursive: true });
  cpSync(copy, desk.folder, { recursive: true });
  if (!receiptsStay) {
    cpSync(`${copy}.receipts`, `${desk.folder}.receipts`);
  }
  return { desk, hall, wire, options: { origin, clock: desk.clock, keyStore: null }, leaves, received, kept };
}

function ask({ hall, desk }: SetBack, transport: Pick<Transport, "get">): Promise<FetchedTail | null> {
  const from = auditlog.sizeAtRest(desk.folder);
  return fetchTail({ transport, origin, mirrorKey: hall.mirror.verifierKey, from });
}

async function tailOf(scene: SetBack): Promise<FetchedTail> {
  const tail = await ask(scene, scene.wire);
  if (tail === null) {
    throw new Error("headquarters holds nothing beyond");
  }
  return tail;
}

function open({ desk, options }: SetBack): AuditLog {
  const log = auditlog.openLog(desk.folder, options);
  onTestFinished(() => log.close());
  return log;
}

/** The subject of the breach that `work` ends in, and that nothing has been written by then. */
function breachOf(scene: SetBack, tail: auditlog.MirroredTail): string {
  const before = auditlog.sizeAtRest(scene.desk.folder);
  try {
    auditlog.rehydrate(scene.desk.folder, scene.options, tail);
  } catch (error) {
    const untouched = auditlog.sizeAtRest(scene.desk.folder) === before;
    return error instanceof Breach && untouched ? error.subject : String(error);
  }
  return "put back";
}

describe("B.6: a log that was set back gets its own entries back from headquarters", () => {
  it.each([
    { course: "with the second place for receipts as it was (A9)", receiptsStay: true },
    { course: "with every local receipt set back too (A6)", receiptsStay: false },
  ])("$course: byte for byte, and it verifies and syncs", async ({ receiptsStay }) => {
    const scene = await setBack({ receiptsStay });
    const { desk, hall, wire, leaves, received, kept } = scene;
    const tail = await tailOf(scene);
    expect(auditlog.rehydrate(desk.folder, scene.options, tail)).toEqual({ from: kept, to: received });
    const log = open(scene);
    log.keepReceipt(tail.receipt);
    expect(log.leaves(0, received)).toEqual(leaves.slice(0, received));
    expect((await log.verify({ thorough: true })).sound).toBe(true);
    expect(log.entry(received)).toMatchObject({ t: "boot" });
    expect(log.state().epoch).toBe(1);

    beats(log, 5);
    expect(await syncOf(log, wire, hall).now()).toMatchObject({ status: "idle", unsynced: 0 });
    expect(hall.mirror.head(origin).size).toBeGreaterThan(received + 5);
    // I2: nothing that was ever cosigned is contradicted.
    expect(hall.mirror.evidence(origin)).toEqual([]);
    expect((await log.verify()).sound).toBe(true);
  });

  it("signs nothing on the way: its last head is the one headquarters has (I2)", async () => {
    const scene = await setBack();
    const tail = await tailOf(scene);
    auditlog.rehydrate(scene.desk.folder, scene.options, tail);
    const reader = open(scene);
    expect(reader.checkpointAt(scene.received)).toBe(tail.note);
  });

  it("does nothing when nothing is lost, when headquarters is away, and when it was never there", async () => {
    const desk = openDesk();
    const hall = await openHall({ enrolled: desk.enrolled });
    const wire = wireTo(hall);
    const question = { transport: wire, origin, mirrorKey: hall.mirror.verifierKey };
    expect(await fetchTail({ ...question, from: 1 })).toBeNull();
    beats(desk.log, 5);
    await syncOf(desk.log, wire, hall).now();
    expect(await fetchTail({ ...question, from: desk.log.size })).toBeNull();
    // The question can be answered at all.
    expect(await fetchTail({ ...question, from: 2 })).not.toBeNull();
    await hall.stop();
    expect(await fetchTail({ ...question, from: 2 })).toBeNull();
  });
});

describe("a log that cannot be made whole is left alone", () => {
  it("keys: the key that signed the lost entries is gone for good", async () => {
    const scene = await setBack({ newKey: true });
    expect(breachOf(scene, await tailOf(scene))).toBe("keys");
  });

  it("A12: it has signed on meanwhile, so the two are a fork", async () => {
    const scene = await setBack();
    const forked = open(scene);
    forked.close();
    expect(breachOf(scene, await tailOf(scene))).toBe("log");
  });

  it("an entry is altered, missing, doubled or out of order", async () => {
    const scene = await setBack();
    const tail = await tailOf(scene);
    const [first, second, ...rest] = tail.leaves as [Uint8Array, Uint8Array, ...Uint8Array[]];
    const wrong = [
      [second, first, ...rest],
      [first, ...rest],
      [first, first, second, ...rest],
      [first, second, ...rest.slice(0, -1)],
      [first.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), second, ...rest],
      [],
    ];
    for (const leaves of wrong) {
      expect(breachOf(scene, { ...tail, leaves })).toBe("log");
    }
    expect(breachOf(scene, tail)).toBe("put back");
  });

  it("the head does not carry our signature, or a receipt is not to be had", async () => {
    const scene = await setBack();
    const tail = await tailOf(scene);
    const unsigned = tail.note
      .split("\n")
      .filter((line) => !line.startsWith(`— ${origin} `))
      .join("\n");
    expect(unsigned).not.toBe(tail.note);
    expect(breachOf(scene, { ...tail, note: unsigned })).toBe("log");
    expect(tail.receipts.length).toBeGreaterThan(0);
    expect(breachOf(scene, { ...tail, receipts: [] })).toBe("log");
  });
});

describe("what headquarters says is believed as far as its cosignature", () => {
  it.each<readonly [string, (path: string, answer: Answer) => Answer]>([
    [
      "an empty head",
      (path, answer) => (path.endsWith("/checkpoint") ? { ...answer, body: new Uint8Array() } : answer),
    ],
    [
      "a bundle cut short",
      (path, answer) => (path.includes("/tile/") ? { ...answer, body: answer.body.slice(0, -1) } : answer),
    ],
    ["an error", (_path, answer) => ({ ...answer, status: 503 })],
  ])("%s is no answer", async (_name, meddle) => {
    const scene = await setBack();
    const transport = {
      get: async (path: string): Promise<Answer> => meddle(path, await scene.wire.get(path)),
    };
    expect(await ask(scene, transport)).toBeNull();
  });

  it("a head cosigned by somebody else is no answer", async () => {
    const scene = await setBack();
    const { publicKey } = generateSigningKey();
    const foreign = verifierKey("demo/headquarters/cosigner", publicKey, noteSignatureType.cosignature);
    expect(await fetchTail({ transport: scene.wire, origin, mirrorKey: foreign, from: 1 })).toBeNull();
  });
});

describe("entry bundles (C2SP tlog-tiles)", () => {
  it("are named in groups of three digits and read back as they were written", () => {
    expect(entryBundlePath(0)).toBe("tile/entries/000");
    expect(entryBundlePath(1234067, 3)).toBe("tile/entries/x001/x234/067.p/3");
    const leaves = [new Uint8Array([1, 2]), new Uint8Array(), new Uint8Array(300)];
    const bundle = formatEntryBundle(leaves);
    expect(parseEntryBundle(bundle)).toEqual(leaves);
    expect(() => parseEntryBundle(bundle.slice(0, -1))).toThrow("cut off");
    expect(() => parseEntryBundle(bundle.slice(0, 1))).toThrow("cut off");
  });
});

describe("each check of what comes back is needed", () => {
  const rehydration = "main/auditlog/rehydrate.ts";
  const mutants = new Map<string, Mutant>();
  beforeAll(() => {
    mutants.set(
      "comparison",
      makeMutant({ file: rehydration, from: "if (problem !== null) {", to: "if (false && problem !== null) {" }),
    );
    mutants.set("epoch", makeMutant({ file: rehydration, from: "requireSameEpoch(tail.leaves);", to: "" }));
    mutants.set(
      "receipts",
      makeMutant({
        file: rehydration,
        from: 'throw new LogEnded("cut-off", "a receipt that a lost entry speaks of is not to be had");',
        to: "return [];",
      }),
    );
  });
  afterAll(() => mutants.forEach((mutant) => mutant.remove()));

  const wouldPutBack = async (name: string, scene: SetBack, tail: auditlog.MirroredTail): Promise<boolean> => {
    const parts = (await mutants.get(name)?.load())?.auditlog as unknown as typeof auditlog;
    try {
      parts.rehydrate(scene.desk.folder, scene.options, tail);
      return true;
    } catch {
      return false;
    }
  };

  it("without the walk, another log's entries are taken for ours", async () => {
    const scene = await setBack();
    const tail = await tailOf(scene);
    expect(await wouldPutBack("comparison", scene, { ...tail, leaves: tail.leaves.slice(1) })).toBe(true);
  });

  it("without the demand for the receipts, the log that comes back does not verify", async () => {
    const scene = await setBack();
    const tail = await tailOf(scene);
    expect(await wouldPutBack("receipts", scene, { ...tail, receipts: [] })).toBe(true);
    expect((await open(scene).verify()).sound).toBe(false);
  });

  it("without the look at the key, a key that is gone is called a fork", async () => {
    const scene = await setBack({ newKey: true });
    const parts = (await mutants.get("epoch")?.load())?.auditlog as unknown as typeof auditlog;
    const tail = await tailOf(scene);
    expect(() => parts.rehydrate(scene.desk.folder, scene.options, tail)).toThrow(/another log than ours/u);
  });
});
