import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { equalBytes, fromUtf8, utf8 } from "../../../main/formats/bytes.ts";
import { parseCheckpoint } from "../../../main/formats/checkpoint.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { isSignedBy } from "../../../main/formats/log-walk.ts";
import { parseNote, parseVerifierKey } from "../../../main/formats/signed-note.ts";
import { beats, openDesk, openHall, syncOf, wireTo, type Hall } from "./hall.ts";
import { origin, temporaryFolder } from "../auditlog/log-bench.ts";

/** Everything the mirror has cosigned is what the log holds, byte for byte (I1). */
function expectMirrored(hall: Hall, log: AuditLog, size: number): void {
  const head = hall.mirror.head(origin);
  expect(head.size).toBe(size);
  expect(equalBytes(head.root, log.root(size))).toBe(true);
  for (let index = 0; index < size; index++) {
    expect(hall.mirror.leaf(origin, index)).toEqual(log.leaf(index));
  }
  expect(hall.mirror.leaf(origin, size)).toBeNull();
}

describe("a round of sync", () => {
  it("mirrors every entry, keeps the receipt in the log, and is then at rest", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    beats(log, 700);
    const sync = syncOf(log, wireTo(hall), hall);
    const state = await sync.now();
    expect(state).toMatchObject({ status: "idle", receivedSize: 701, unsynced: 0 });
    expectMirrored(hall, log, 701);
    expect(log.entry(701)).toMatchObject({ t: "hq.receipt", b: { size: 701, signer: "demo/headquarters/cosigner" } });
    expect(log.lastReceipt()?.size).toBe(701);
    expect((await sync.now()).receivedSize).toBe(701);
    expect((await log.verify()).sound).toBe(true);
  });

  it("headquarters' clock is an hour ahead: the log says so once and comes to rest", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled, now: () => new Date(Date.UTC(2026, 10, 9, 9, 0, 0)) });
    beats(log, 2);
    expect(await syncOf(log, wireTo(hall), hall).now()).toMatchObject({ status: "idle", unsynced: 0 });
    beats(log, 2);
    expect([...log.entries()].filter(({ t }) => t === "clock")).toHaveLength(1);
    expect(log.now().toISOString()).toBe("2026-11-09T09:00:00.000Z");
    expect((await log.verify()).sound).toBe(true);
  });

  it("I5: stops at each key.rotate, so that headquarters learns the new key from a mirrored entry", async () => {
    const desk = openDesk();
    const hall = await openHall({ enrolled: desk.enrolled });
    beats(desk.log, 3);
    desk.reopen();
    beats(desk.log, 3);
    const log = desk.reopen();
    beats(log, 2);
    const target = log.size;
    const wire = wireTo(hall);
    expect(await syncOf(log, wire, hall).now()).toMatchObject({ status: "idle", receivedSize: target, unsynced: 0 });
    expectMirrored(hall, log, target);
    expect(hall.cosigned.map(({ size }) => size)).toEqual([
      log.rotationAfter(0),
      log.rotationAfter(log.rotationAfter(0) ?? 0),
      target,
    ]);
  });

  it("hands over what headquarters issued, in order, acknowledges it, and uploads the entries about it", async () => {
    const acknowledged: unknown[] = [];
    const { log, enrolled } = openDesk();
    const hall = await openHall({
      enrolled,
      routes: (server) => {
        server.post("/v1/outbox", async () => ({
          items: [
            { cursor: 2, kind: "revocation", file: "two" },
            { cursor: 1, kind: "grant", file: "one" },
          ],
          next: 2,
        }));
        server.post("/v1/acknowledgements", async ({ body }) => {
          acknowledged.push(body);
          return {};
        });
      },
    });
    const taken: string[] = [];
    const kept: number[] = [];
    const outbox = {
      after: 0,
      onItem: ({ file }: { file: string }) => {
        log.append({ t: "grant.import", b: { grant: file, digest: sha256Hex(utf8(file)) } });
        taken.push(file);
      },
      keep: (cursor: number) => void kept.push(cursor),
    };
    const state = await syncOf(log, wireTo(hall), hall, outbox).now();
    expect({ taken, kept }).toEqual({ taken: ["one", "two"], kept: [1, 2] });
    expect(acknowledged).toEqual([{ cursor: 2, size: expect.any(Number) }]);
    expect(state).toMatchObject({ status: "idle", unsynced: 0 });
  });
});

describe("whatever happens on the way, log and mirror converge (A23)", () => {
  it("headquarters is down, then back", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    const sync = syncOf(log, wireTo(hall), hall);
    await sync.now();
    await hall.stop();
    beats(log, 5);
    expect(await sync.now()).toMatchObject({ status: "offline" });
    expect(sync.state().unsynced).toBeGreaterThan(4);
    await hall.restart();
    expect(await sync.now()).toMatchObject({ status: "idle", unsynced: 0 });
  });

  it("an upload is cut within a package and headquarters restarts: it goes on where it stopped", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    beats(log, 900);
    const wire = wireTo(hall);
    let cuts = 0;
    wire.meddle = async (path, body) => {
      if (path !== "/tlog/add-entries" || cuts >= 2) {
        return null;
      }
      cuts += 1;
      if (cuts === 2) {
        await hall.restart();
      }
      return body.slice(0, Math.floor(body.byteLength * 0.6));
    };
    const sync = syncOf(log, wire, hall);
    await sync.now();
    await sync.now();
    expect(cuts).toBe(2);
    expectMirrored(hall, log, 901);
  });

  it("an answer is lost after headquarters has kept everything: the same upload again changes nothing (I4)", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    beats(log, 300);
    const wire = wireTo(hall);
    const direct = wireTo(hall);
    let lost = 0;
    wire.meddle = async (path, body) => {
      if (path === "/tlog/add-entries" && lost === 0) {
        lost += 1;
        const headers = { "content-type": "application/octet-stream", "content-encoding": "gzip" };
        const answer = await direct.post(path, body, headers);
        lost += answer.status === 200 ? 1 : 100;
        throw Object.assign(new Error("line cut"), { name: "TransportError" });
      }
      return null;
    };
    const sync = syncOf(log, wire, hall);
    await sync.now();
    expect(lost).toBe(2);
    expect(log.lastReceipt()).toBeNull();
    expect(hall.mirror.head(origin).size).toBe(301);
    expect(await sync.now()).toMatchObject({ status: "idle" });
    expect(log.receipts().map(({ size }) => size)).toContain(301);
    expect((await log.verify()).sound).toBe(true);
  });

  it("a head is announced and the upload of it never begins; the station restarts with a longer log", async () => {
    const desk = openDesk();
    const hall = await openHall({ enrolled: desk.enrolled });
    beats(desk.log, 10);
    const broken = wireTo(hall);
    broken.meddle = (path) =>
      path === "/tlog/add-entries" ? { status: 503, headers: {}, body: new Uint8Array() } : null;
    const first = syncOf(desk.log, broken, hall);
    expect(await first.now()).toMatchObject({ status: "offline" });
    await first.close();
    beats(desk.log, 10);
    const log = desk.reopen();
    beats(log, 10);
    expect(await syncOf(log, wireTo(hall), hall).now()).toMatchObject({ status: "idle", unsynced: 0 });
    expectMirrored(hall, log, hall.mirror.head(origin).size);
  });

  it("two clients of one log race", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    beats(log, 600);
    const one = syncOf(log, wireTo(hall), hall);
    const two = syncOf(log, wireTo(hall), hall);
    await Promise.all([one.now(), two.now()]);
    await Promise.all([one.now(), two.now()]);
    await one.now();
    expect(hall.mirror.head(origin).size).toBeGreaterThanOrEqual(601);
    expectMirrored(hall, log, hall.mirror.head(origin).size);
    expect(hall.mirror.evidence(origin)).toEqual([]);
    expect((await log.verify()).sound).toBe(true);
  });
});

describe("a station that is not what it was", () => {
  it("A6: rolled back below the last receipt is seen as rollback, and nothing is sent", async () => {
    const desk = openDesk();
    const hall = await openHall({ enrolled: desk.enrolled });
    desk.log.close();
    const file = join(desk.folder, "log.sqlite");
    copyFileSync(file, `${file}.old`);
    const later = desk.reopen();
    beats(later, 20);
    await syncOf(later, wireTo(hall), hall).now();
    later.close();
    copyFileSync(`${file}.old`, file);
    rmSync(`${desk.folder}.receipts`);
    const back = desk.reopen();
    const wire = wireTo(hall);
    const told: string[] = [];
    const sync = syncOf(back, wire, hall, undefined, ({ subject }) => told.push(subject));
    expect(await sync.now()).toMatchObject({ status: "rollback" });
    expect(told).toEqual(["log"]);
    expect(wire.calls).not.toContain("/tlog/add-entries");
  });

  it("A11: the second branch of a fork is refused, and two signed heads that cannot both be true are kept", async () => {
    const desk = openDesk();
    const hall = await openHall({ enrolled: desk.enrolled });
    beats(desk.log, 4);
    await syncOf(desk.log, wireTo(hall), hall).now();
    desk.log.close();
    const twin = join(temporaryFolder(), "log");
    mkdirSync(twin);
    copyFileSync(join(desk.folder, "log.sqlite"), join(twin, "log.sqlite"));
    const first = desk.reopen();
    beats(first, 6);
    expect(await syncOf(first, wireTo(hall), hall).now()).toMatchObject({ status: "idle" });
    const second = openLog(twin, { origin, clock: desk.clock, keyStore: null });
    beats(second, 9);
    const told: string[] = [];
    const sync = syncOf(second, wireTo(hall), hall, undefined, ({ subject }) => told.push(subject));
    expect(await sync.now()).toMatchObject({ status: "refused" });
    expect(told).toEqual(["log"]);

    const [evidence] = hall.mirror.evidence(origin);
    const genesis = parseVerifierKey(desk.enrolled.get(origin) ?? "");
    const held = parseCheckpoint(parseNote(evidence?.held ?? "").text);
    const offered = parseCheckpoint(parseNote(evidence?.offered ?? "").text);
    expect([held.origin, offered.origin]).toEqual([origin, origin]);
    expect(isSignedBy(evidence?.offered ?? "", genesis)).toBe(true);
    expect(offered.size).toBeLessThanOrEqual(held.size);
    expect(equalBytes(first.root(offered.size), offered.root)).toBe(false);
    expectMirrored(hall, first, hall.mirror.head(origin).size);
    second.close();
  });

  it("not enrolled, or calling with another station's certificate, is refused", async () => {
    const { log } = openDesk();
    const nobody = await openHall({ enrolled: new Map() });
    expect(await syncOf(log, wireTo(nobody), nobody).now()).toMatchObject({ status: "refused", receivedSize: 0 });
    const hall = await openHall({ enrolled: new Map([[origin, log.verifierKey]]) });
    const told: string[] = [];
    const foreign = syncOf(log, wireTo(hall, "demo/ws/0666/1"), hall, undefined, ({ subject }) => told.push(subject));
    expect(await foreign.now()).toMatchObject({ status: "refused" });
    // Not being known is no breach of the log: a station must not seal itself over it.
    expect(told).toEqual([]);
    expect(hall.mirror.head(origin).size).toBe(0);
  });
});

describe("reading the mirror", () => {
  it("serves checkpoint, hash tiles and entry bundles to the log's own station only", async () => {
    const { log, enrolled } = openDesk();
    const hall = await openHall({ enrolled });
    beats(log, 299);
    await syncOf(log, wireTo(hall), hall).now();
    const wire = wireTo(hall);
    const base = `/tlog/${sha256Hex(utf8(origin))}`;
    const note = fromUtf8((await wire.get(`${base}/checkpoint`)).body);
    expect(note.startsWith(log.checkpointAt(300) ?? "none")).toBe(true);
    expect(isSignedBy(note, parseVerifierKey(log.verifierKey))).toBe(true);
    expect((await wire.get(`${base}/tile/0/000`)).body.byteLength).toBe(256 * 32);
    expect((await wire.get(`${base}/tile/0/001.p/44`)).body.byteLength).toBe(44 * 32);
    expect((await wire.get(`${base}/tile/1/000.p/1`)).body.byteLength).toBe(32);
    const bundle = (await wire.get(`${base}/tile/entries/001.p/44`)).body;
    const length = ((bundle[0] ?? 0) << 8) | (bundle[1] ?? 0);
    expect(bundle.slice(2, 2 + length)).toEqual(log.leaf(256));
    for (const path of [
      "tile/0/001",
      "tile/0/001.p/45",
      "tile/0/1",
      "tile/9/000",
      "tile/entries/002",
      "tile/0/x000/000",
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one question at a time
      expect((await wire.get(`${base}/${path}`)).status).toBe(404);
    }
    expect((await wireTo(hall, "demo/ws/0666/1").get(`${base}/checkpoint`)).status).toBe(404);
  });
});
