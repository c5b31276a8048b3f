import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concatBytes, fromUtf8, utf8 } from "../../../main/formats/bytes.ts";
import {
  formatAddCheckpoint,
  formatAddEntriesHeader,
  formatPackage,
  mirrorInfoType,
  packageBounds,
  parseMirrorInfo,
  sizeType,
} from "../../../main/formats/tlog-mirror.ts";
import type { AuditLog } from "../../../main/auditlog/index.ts";
import type { Answer } from "../../../main/sync/index.ts";
import { beats, openDesk, openHall, wireTo, type Hall, type Wire } from "./hall.ts";
import { origin } from "../auditlog/log-bench.ts";

const octets = { "content-type": "application/octet-stream" };

function checkpointBody(log: AuditLog, old: number, size: number): string {
  const note = log.checkpointAt(size) ?? "";
  return formatAddCheckpoint({ old, proof: old === 0 || old === size ? [] : log.proveConsistency(old, size), note });
}

function entriesBody(log: AuditLog, start: number, end: number, name = origin): Uint8Array {
  const header = formatAddEntriesHeader({ origin: name, start, end, ticket: new Uint8Array() });
  const packages = [...packageBounds(start, end)].map((piece) =>
    formatPackage(log.leaves(piece.start, piece.end), log.proveSubtree(piece.tile, piece.end, end)),
  );
  return concatBytes(header, ...packages);
}

interface Setting {
  readonly log: AuditLog;
  readonly hall: Hall;
  readonly wire: Wire;
  readonly add: (body: string) => Promise<Answer>;
  readonly send: (body: Uint8Array) => Promise<Answer>;
}

async function setting(): Promise<Setting> {
  const { log, enrolled } = openDesk();
  const hall = await openHall({ enrolled });
  const wire = wireTo(hall);
  return {
    log,
    hall,
    wire,
    add: (body) => wire.post("/tlog/add-checkpoint", body, { "content-type": "text/plain" }),
    send: (body) => wire.post("/tlog/add-entries", body, octets),
  };
}

describe("add-checkpoint (C2SP tlog-witness)", () => {
  it("answers 200 without a cosignature, then 409 with the size held in text/x.tlog.size", async () => {
    const { log, hall, add } = await setting();
    beats(log, 100);
    const taken = await add(checkpointBody(log, 0, 101));
    expect({ status: taken.status, body: fromUtf8(taken.body) }).toEqual({ status: 200, body: "" });
    const again = await add(checkpointBody(log, 0, 101));
    expect({ status: again.status, type: again.headers["content-type"], body: fromUtf8(again.body) }).toEqual({
      status: 409,
      type: sizeType,
      body: "101\n",
    });
    expect((await add(checkpointBody(log, 101, 101))).status).toBe(200);
    expect(hall.mirror.head(origin).size).toBe(0);
  });

  it("refuses a wrong proof with 422, an old size past the new with 400, a foreign signature with 403, an unknown log with 404", async () => {
    const { log, add } = await setting();
    beats(log, 3);
    beats(log, 3);
    const note = log.checkpoint();
    expect((await add(formatAddCheckpoint({ old: 8, proof: [], note }))).status).toBe(400);
    expect((await add(formatAddCheckpoint({ old: 0, proof: [new Uint8Array(32)], note }))).status).toBe(422);
    expect((await add(checkpointBody(log, 0, 4))).status).toBe(200);
    expect((await add(formatAddCheckpoint({ old: 4, proof: [new Uint8Array(32)], note }))).status).toBe(422);
    const stranger = openDesk();
    expect((await add(checkpointBody(stranger.log, 0, 1))).status).toBe(403);
    expect((await add(checkpointBody(log, 4, 7).replaceAll(origin, "demo/ws/0009/1"))).status).toBe(404);
  });

  it.each([
    ["nothing", ""],
    ["no old line", "\n\n"],
    ["a leading zero", "old 01\n\n"],
    ["a carriage return", "old 0\r\n\r\n"],
    ["64 proof lines", `old 1\n${"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".repeat(64)}\n`],
    ["loose base64", "old 1\nAAAA\n\n"],
  ])("refuses %s with 400", async (_, head) => {
    const { log, add } = await setting();
    expect((await add(head + log.checkpoint())).status).toBe(400);
  });
});

describe("add-entries (C2SP tlog-mirror)", () => {
  it("tells who knows nothing what it holds: 409 with mirror info", async () => {
    const { log, add, send } = await setting();
    await add(checkpointBody(log, 0, 1));
    const answer = await send(entriesBody(log, 0, 0));
    expect(answer).toMatchObject({
      status: 409,
      headers: { "content-type": mirrorInfoType, "accept-encoding": "gzip" },
    });
    expect(parseMirrorInfo(answer.body)).toMatchObject({ pending: 1, next: 0 });
  });

  it("keeps a prefix with 202, goes on from there, cosigns when complete, and repeats the same cosignature", async () => {
    const { log, hall, add, send } = await setting();
    beats(log, 599);
    await add(checkpointBody(log, 0, 600));
    const whole = entriesBody(log, 0, 600);
    const prefix = await send(whole.slice(0, whole.byteLength - 40));
    expect(prefix.status).toBe(202);
    expect(parseMirrorInfo(prefix.body)).toMatchObject({ pending: 600, next: 512 });
    expect(hall.mirror.head(origin).size).toBe(0);
    const done = await send(entriesBody(log, 512, 600));
    expect(done.status).toBe(200);
    expect(fromUtf8(done.body)).toMatch(/^— demo\/headquarters\/cosigner \S+\n$/u);
    expect(await send(whole)).toMatchObject({ status: 200, body: done.body });
    expect(hall.cosigned).toHaveLength(1);
  });

  it("keeps the packages before one that is malformed, and answers 400", async () => {
    const { log, add, send } = await setting();
    beats(log, 299);
    await add(checkpointBody(log, 0, 300));
    const first = formatPackage(log.leaves(0, 256), log.proveSubtree(0, 256, 300));
    const header = formatAddEntriesHeader({ origin, start: 0, end: 300, ticket: new Uint8Array() });
    const tooLong = Array.from({ length: 64 }, () => new Uint8Array(32));
    const answer = await send(concatBytes(header, first, formatPackage(log.leaves(256, 300), tooLong)));
    expect(answer.status).toBe(400);
    expect(parseMirrorInfo((await send(entriesBody(log, 0, 0))).body).next).toBe(256);
  });

  it("takes gzip, refuses other encodings with 415", async () => {
    const { log, wire, add } = await setting();
    await add(checkpointBody(log, 0, 1));
    const body = entriesBody(log, 0, 1);
    expect((await wire.post("/tlog/add-entries", body, { ...octets, "content-encoding": "br" })).status).toBe(415);
    expect(
      (await wire.post("/tlog/add-entries", gzipSync(body).subarray(0, 12), { ...octets, "content-encoding": "gzip" }))
        .status,
    ).toBe(400);
    expect(
      (await wire.post("/tlog/add-entries", gzipSync(body), { ...octets, "content-encoding": "gzip" })).status,
    ).toBe(200);
  });

  it("refuses altered entries with 422 and keeps nothing of their package", async () => {
    const { log, hall, add, send } = await setting();
    beats(log, 299);
    await add(checkpointBody(log, 0, 300));
    const body = entriesBody(log, 0, 300);
    body[body.byteLength - 300] = (body[body.byteLength - 300] ?? 0) ^ 1;
    expect((await send(body)).status).toBe(422);
    expect(parseMirrorInfo((await send(entriesBody(log, 0, 0))).body).next).toBe(256);
    expect((await send(entriesBody(log, 256, 300))).status).toBe(200);
    expect(hall.mirror.head(origin).size).toBe(300);
  });

  it("refuses an upload past what it holds or to a head it does not know with 409, a cut header with 400, an unknown log with 404", async () => {
    const { log, add, send } = await setting();
    beats(log, 9);
    await add(checkpointBody(log, 0, 10));
    expect((await send(entriesBody(log, 5, 10))).status).toBe(409);
    expect((await send(entriesBody(log, 0, 1))).status).toBe(409);
    expect((await send(entriesBody(log, 0, 10).slice(0, 20))).status).toBe(400);
    expect((await send(utf8(""))).status).toBe(400);
    expect((await send(entriesBody(log, 0, 10, "demo/ws/0009/1"))).status).toBe(404);
  });

  it("never goes back to an older head once it has cosigned a newer one", async () => {
    const { log, hall, add, send } = await setting();
    beats(log, 9);
    await add(checkpointBody(log, 0, 10));
    beats(log, 10);
    await add(checkpointBody(log, 10, 20));
    expect((await send(entriesBody(log, 0, 20))).status).toBe(200);
    expect((await send(entriesBody(log, 0, 10))).status).toBe(409);
    expect(hall.mirror.head(origin).size).toBe(20);
  });
});
