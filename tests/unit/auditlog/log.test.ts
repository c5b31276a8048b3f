import Database from "better-sqlite3";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isDurableLease, logExists, openLog } from "../../../main/auditlog/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { parseCheckpoint } from "../../../main/formats/checkpoint.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { readLeaf } from "../../../main/formats/log-entry.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../../../main/formats/merkle.ts";
import { formatSignatureLine, parseNote } from "../../../main/formats/signed-note.ts";
import type { AuditLog, LogKeyStore, Receipt } from "../../../main/auditlog/index.ts";
import { leaseBody, logBench, origin } from "./log-bench.ts";

const beat = { t: "heartbeat", b: {} } as const;

function receiptFor(log: AuditLog, time = new Date("2026-11-09T08:00:05Z")): Receipt {
  const { privateKey } = generateSigningKey();
  const note = log.checkpoint();
  const line = cosign(parseNote(note).text, "demo/headquarters/cosigner", privateKey, time.getTime() / 1000);
  return { size: log.size, signer: line.name, time, note: `${note}${formatSignatureLine(line)}\n` };
}

describe("appending", () => {
  it("signs a checkpoint with each transaction that covers exactly its entries", () => {
    const log = logBench().create();
    log.append(beat, beat);
    expect(parseCheckpoint(parseNote(log.checkpoint()).text)).toMatchObject({ origin, size: 3, root: log.root() });
    expect(log.checkpointAt(1)).not.toBeNull();
    expect(log.checkpointAt(2)).toBeNull();
  });

  it("keeps leaves as the exact canonical bytes it hashed, each naming the one before", () => {
    const log = logBench().create();
    const [first, second] = log.append(beat, { t: "config", b: { language: "zh-CN" }, person: "p-0001" });
    const read = readLeaf(second?.leaf ?? new Uint8Array());
    expect(read).toMatchObject({ kind: "entry", entry: { seq: 2, person: "p-0001", b: { language: "zh-CN" } } });
    const prev = typeof read !== "string" && read.kind === "entry" ? read.entry.prev : "";
    expect(prev).toBe(Buffer.from(leafHash(first?.leaf ?? new Uint8Array())).toString("base64url"));
    expect(log.leaf(2)).toEqual(second?.leaf);
  });

  it("proves inclusion and consistency from stored digests at every size", () => {
    const log = logBench().create();
    const roots = [log.root()];
    for (let n = 0; n < 20; n++) {
      log.append(beat);
      roots.push(log.root());
    }
    for (const [offset, old] of roots.entries()) {
      expect(verifyConsistency(offset + 1, log.size, log.proveConsistency(offset + 1), old, log.root())).toBe(true);
      const leaf = leafHash(log.leaf(offset) ?? new Uint8Array());
      expect(verifyInclusion(offset, log.size, leaf, log.proveInclusion(offset), log.root())).toBe(true);
    }
  });

  it("refuses a malformed body without ending, and records nothing of it", () => {
    const log = logBench().create();
    expect(() => log.append({ t: "config", b: { half: 0.5 } })).toThrow("safe integers");
    expect(() => log.append({ t: "config", b: { nothing: null } })).toThrow("json");
    expect(log.size).toBe(1);
    expect(log.append(beat)[0]?.index).toBe(1);
  });

  it("tells listeners after the commit", () => {
    const log = logBench().create();
    const seen: number[] = [];
    const stop = log.onAppend((entries) => seen.push(...entries.map(({ index }) => index)));
    log.append(beat);
    stop();
    log.append(beat);
    expect(seen).toEqual([1]);
  });

  it("takes statements only into headquarters' log, canonical and without a sequence number", () => {
    const station = logBench().create();
    const statement = encodeCanonical({ v: 1, t: "grant.issue", grant: "g-000001" });
    expect(() => station.appendStatement(statement)).toThrow("no statements");
    const own = logBench({ kind: "headquarters", origin: "demo/headquarters" }).create();
    expect(own.appendStatement(statement).index).toBe(1);
    own.append(beat);
    expect(own.entry(1)).toBeNull();
    expect([...own.entries()].map(({ t }) => t)).toEqual(["genesis", "heartbeat"]);
    expect(() => own.appendStatement(new TextEncoder().encode('{"t":"x", "v":1}'))).toThrow("canonical");
  });
});

describe("leases (R2)", () => {
  it("come only from a committed append; a look-alike is none", () => {
    const log = logBench().create();
    const lease = log.lease(leaseBody, "p-0001");
    expect(isDurableLease(lease)).toBe(true);
    expect(log.entry(lease.index)).toMatchObject({ t: "view.lease", b: leaseBody });
    expect(isDurableLease({ index: lease.index, body: lease.body })).toBe(false);
    expect(isDurableLease(Object.create(Object.getPrototypeOf(lease)))).toBe(false);
  });

  it("are not given when the commit fails (R14)", () => {
    const bench = logBench();
    const log = bench.create();
    const other = new Database(join(bench.folder, "log.sqlite"));
    other.exec("CREATE TRIGGER full AFTER INSERT ON entry BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    other.close();
    expect(() => log.lease(leaseBody)).toThrow(Breach);
  });
});

describe("a failed commit ends the log (R12, crash-only)", () => {
  it("refuses everything after, and continues from what is on disk when opened again", () => {
    const bench = logBench();
    const log = bench.create();
    log.append(beat);
    const other = new Database(join(bench.folder, "log.sqlite"));
    other.exec("CREATE TRIGGER full AFTER INSERT ON entry BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    expect(() => log.append(beat)).toThrow(Breach);
    other.exec("DROP TRIGGER full");
    other.close();
    expect(() => log.append(beat)).toThrow(Breach);
    expect(() => log.lease(leaseBody)).toThrow(Breach);
    expect(() => log.checkpoint()).toThrow(Breach);
    log.close();
    const again = bench.open();
    expect([...again.entries()].map(({ t }) => t)).toEqual(["genesis", "heartbeat", "boot", "recovery", "key.rotate"]);
  });

  it("sees a second writer by the taken sequence number", () => {
    const bench = logBench();
    const log = bench.create();
    const copy = bench.open();
    copy.append(beat);
    expect(() => log.append(beat)).toThrow(Breach);
  });
});

describe("epoch keys", () => {
  it("change with each opening, each attested by the one before, and the old private key is erased in the file too", async () => {
    const bench = logBench();
    const log = bench.create();
    const file = join(bench.folder, "log.sqlite");
    const database = new Database(file, { readonly: true });
    const { private: seed } = database
      .prepare<[], { private: Buffer }>("SELECT private FROM signing_key WHERE epoch = 0")
      .get() ?? {
      private: Buffer.alloc(0),
    };
    const kept = Buffer.from(seed);
    database.close();
    log.close();
    expect(kept.byteLength).toBe(32);
    expect(readFileSync(file).includes(kept)).toBe(true);

    const again = bench.open();
    again.append(beat);
    expect(again.state().epoch).toBe(1);
    expect((await again.verify({ thorough: true })).sound).toBe(true);
    for (const name of [file, `${file}-wal`]) {
      expect(existsSync(name) && readFileSync(name).includes(kept)).toBe(false);
    }
  });

  it("change after 24 hours of running", () => {
    const bench = logBench();
    const log = bench.create();
    bench.clock.pass(24 * 3_600_000 - 1);
    log.append(beat);
    expect(log.state().epoch).toBe(0);
    bench.clock.pass(1);
    log.append(beat);
    expect(log.state().epoch).toBe(1);
    expect(log.entry(log.size - 1)).toMatchObject({ t: "key.rotate", b: { epoch: 1, reason: "age" } });
    expect(log.rotationAfter(0)).toBe(log.size);
  });

  it("change after 10 000 entries", () => {
    const log = logBench().create();
    const many = Array.from({ length: 5_000 }, () => beat);
    log.append(beat, ...many);
    expect(log.state().epoch).toBe(0);
    log.append(beat, ...many);
    expect(log.entry(log.size - 1)).toMatchObject({ t: "key.rotate", b: { reason: "length" } });
  });

  it("lie wrapped by the platform's key store, and the log does not open without it", () => {
    const keyStore: LogKeyStore = {
      name: "test",
      wrap: (secret) => secret.map((byte) => byte ^ 0x5a),
      unwrap: (wrapped) => wrapped.map((byte) => byte ^ 0x5a),
    };
    const bench = logBench({ keyStore });
    const log = bench.create();
    expect(log.state().keyStore).toBe("platform");
    log.close();
    expect(() => openLog(bench.folder, { ...bench.options, keyStore: null })).toThrow("key store");
    const spoiled = { ...keyStore, unwrap: (wrapped: Uint8Array) => wrapped };
    expect(() => openLog(bench.folder, { ...bench.options, keyStore: spoiled })).toThrow("another");
    expect(bench.open().state().epoch).toBe(1);
  });
});

describe("judged time", () => {
  it("never goes back and does not stand still when the clock is turned back", () => {
    const bench = logBench();
    const log = bench.create();
    bench.clock.pass(60_000);
    const before = log.now();
    bench.clock.turn(-3 * 24 * 3_600_000);
    expect(log.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
    bench.clock.pass(3_600_000);
    expect(log.now().getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_000 - 120_000);
  });

  it("a step of more than two minutes is an entry of its own, before what was asked", async () => {
    const bench = logBench();
    const log = bench.create();
    bench.clock.turn(-3_600_000);
    log.append(beat);
    expect([...log.entries()].map(({ t }) => t)).toEqual(["genesis", "clock", "heartbeat"]);
    expect(log.entry(1)).toMatchObject({ b: { step: "back", seconds: -3600 } });
    log.append(beat);
    bench.clock.turn(7_200_000);
    log.append(beat);
    expect(log.entry(4)).toMatchObject({ t: "clock", b: { step: "forward" } });
    bench.clock.turn(90_000);
    log.append(beat);
    expect(log.entry(6)).toMatchObject({ t: "heartbeat" });
    expect((await log.verify()).firstWrong).toBeUndefined();
  });

  it("a clock set back while the station was off is recorded at boot and does not revive the past", () => {
    const bench = logBench();
    const log = bench.create();
    bench.clock.pass(5_000);
    log.append(beat);
    const last = log.now();
    log.close();
    bench.clock.turn(-86_400_000);
    const again = bench.open();
    expect(again.now().getTime()).toBeGreaterThanOrEqual(last.getTime());
    expect([...again.entries(2)].map(({ t }) => t)).toEqual(["boot", "clock", "key.rotate"]);
  });

  it("follows headquarters' time when that is later", async () => {
    const bench = logBench();
    const log = bench.create();
    log.keepReceipt(receiptFor(log, new Date("2026-11-09T10:00:00Z")));
    expect(log.now().toISOString()).toBe("2026-11-09T10:00:00.000Z");
    bench.clock.pass(1_000);
    expect(log.now().toISOString()).toBe("2026-11-09T10:00:01.000Z");
    expect((await log.verify()).sound).toBe(true);
  });
});

describe("receipts", () => {
  it("end the log when their second place cannot be written (B.6, R14): nothing is appended after it", () => {
    const bench = logBench();
    const log = bench.create();
    mkdirSync(`${bench.folder}.receipts`);
    expect(() => log.keepReceipt(receiptFor(log))).toThrow(Breach);
    expect(() => log.append(beat)).toThrow(Breach);
    log.close();
    expect(() => bench.open()).toThrow(Breach);
    rmSync(`${bench.folder}.receipts`, { recursive: true });
    expect(bench.open().size).toBeGreaterThan(1);
  });

  it("are kept in the table, in a second file and in an entry, and restored to the file from the table", () => {
    const bench = logBench();
    const log = bench.create();
    const receipt = receiptFor(log);
    const { index } = log.keepReceipt(receipt);
    expect(log.entry(index)).toMatchObject({ t: "hq.receipt", b: { size: 1 } });
    const file = `${bench.folder}.receipts`;
    expect(readFileSync(file, "utf8")).toContain('"size":1');
    log.close();
    rmSync(file);
    bench.open();
    expect(readFileSync(file, "utf8")).toContain('"size":1');
  });

  it("A9: a restored older copy of the database is refused", () => {
    const bench = logBench();
    const log = bench.create();
    log.close();
    const file = join(bench.folder, "log.sqlite");
    copyFileSync(file, `${file}.old`);
    const later = bench.open();
    later.append(beat);
    later.keepReceipt(receiptFor(later));
    later.close();
    copyFileSync(`${file}.old`, file);
    expect(() => bench.open()).toThrow("shorter than a receipt");
  });

  it("for another tree is a breach", () => {
    const log = logBench().create();
    const other = logBench().create();
    expect(() => log.keepReceipt(receiptFor(other))).toThrow(Breach);
  });
});

describe("verifying", () => {
  it("reports progress and lets itself be cancelled", async () => {
    const log = logBench().create();
    log.append(beat, ...Array.from({ length: 600 }, () => beat));
    const seen: number[] = [];
    await log.verify({ onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([256, 512, 602]);
    const stop = new AbortController();
    const verifying = log.verify({ onProgress: () => stop.abort(), signal: stop.signal });
    await expect(verifying).rejects.toThrow("aborted");
  });

  it("A1: one changed byte in any entry, checkpoint, node or key is found and the entry is named", async () => {
    const bench = logBench();
    const log = bench.create();
    log.append(beat, beat);
    log.append({ t: "config", b: { a: 1 } });
    const writer = new Database(join(bench.folder, "log.sqlite"));
    writer.exec("DROP TRIGGER entry_stays; DROP TRIGGER key_only_erased");
    const flip = (bytes: Buffer, at: number): Buffer => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return changed;
    };
    const firstWrong = async (): Promise<number | undefined> =>
      (await log.verify({ thorough: true })).firstWrong?.index;
    for (let seq = 0; seq < log.size; seq++) {
      const { leaf } = writer.prepare<[number], { leaf: Buffer }>("SELECT leaf FROM entry WHERE seq = ?").get(seq) ?? {
        leaf: Buffer.alloc(0),
      };
      writer.prepare("UPDATE entry SET leaf = ? WHERE seq = ?").run(flip(leaf, Math.floor(leaf.byteLength / 2)), seq);
      // oxlint-disable-next-line no-await-in-loop -- one change at a time
      expect(await firstWrong()).toBe(seq);
      writer.prepare("UPDATE entry SET leaf = ? WHERE seq = ?").run(leaf, seq);
    }
    for (const [size, wrong] of [
      [1, 0],
      [3, 2],
      [4, 3],
    ] as const) {
      const { note } = writer
        .prepare<[number], { note: string }>("SELECT note FROM entry WHERE seq = ?")
        .get(size - 1) ?? { note: "" };
      const broken = `${note.slice(0, -10)}${note.at(-10) === "A" ? "B" : "A"}${note.slice(-9)}`;
      writer.prepare("UPDATE entry SET note = ? WHERE seq = ?").run(broken, size - 1);
      // oxlint-disable-next-line no-await-in-loop -- one change at a time
      expect(await firstWrong()).toBe(wrong);
      writer.prepare("UPDATE entry SET note = ? WHERE seq = ?").run(note, size - 1);
    }
    const { nodes } = writer.prepare<[], { nodes: Buffer }>("SELECT nodes FROM entry WHERE seq = 3").get() ?? {
      nodes: Buffer.alloc(0),
    };
    expect(nodes.byteLength).toBe(3 * 32);
    for (const wrong of [flip(nodes, 3), flip(nodes, 35), nodes.subarray(0, 64), Buffer.concat([nodes, nodes])]) {
      writer.prepare("UPDATE entry SET nodes = ? WHERE seq = 3").run(wrong);
      // oxlint-disable-next-line no-await-in-loop -- one change at a time
      expect(await firstWrong()).toBe(3);
    }
    writer.prepare("UPDATE entry SET nodes = ? WHERE seq = 3").run(nodes);
    const { public: key } = writer.prepare<[], { public: Buffer }>("SELECT public FROM signing_key").get() ?? {
      public: Buffer.alloc(0),
    };
    writer.prepare("UPDATE signing_key SET public = ?").run(flip(key, 0));
    expect(await firstWrong()).toBe(0);
    writer.prepare("UPDATE signing_key SET public = ?").run(key);
    expect(await firstWrong()).toBeUndefined();
    writer.close();
  });

  it("the tables themselves refuse to be rewritten", () => {
    const bench = logBench();
    bench.create().append(beat);
    const writer = new Database(join(bench.folder, "log.sqlite"));
    for (const sql of [
      "UPDATE entry SET leaf = x'00'",
      "DELETE FROM entry",
      "UPDATE entry SET note = NULL",
      "UPDATE entry SET nodes = x'00'",
      "INSERT INTO entry(seq, leaf, nodes) VALUES (77, x'00', x'00')",
      "UPDATE seal SET size = 0",
      "UPDATE signing_key SET public = x'00'",
    ]) {
      expect(() => writer.exec(sql)).toThrow(/append only|only/u);
    }
    writer.close();
  });

  it("a changed tail is a breach when the log is opened", () => {
    const bench = logBench();
    const log = bench.create();
    log.append(beat);
    log.close();
    const writer = new Database(join(bench.folder, "log.sqlite"));
    writer.exec(
      "DROP TRIGGER entry_stays; UPDATE entry SET leaf = CAST(replace(leaf, 'heartbeat', 'heartbeaT') AS BLOB) WHERE seq = 1",
    );
    writer.close();
    expect(() => bench.open()).toThrow(Breach);
  });
});

describe("opening", () => {
  it("creates and opens refuse each other's state, and another origin", () => {
    const bench = logBench();
    expect(() => bench.open()).toThrow("holds no log");
    bench.create().close();
    expect(() => bench.create()).toThrow("already holds");
    const other = { ...bench.options, origin: "demo/ws/0002/1" };
    expect(() => openLog(bench.folder, other)).toThrow("not the one expected");
    expect(logExists(bench.folder)).toBe(true);
    expect(logExists(`${bench.folder}-elsewhere`)).toBe(false);
  });
});
