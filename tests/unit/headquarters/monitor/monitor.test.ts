import Fastify from "fastify";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../../../main/auditlog/index.ts";
import { base64url, concatBytes } from "../../../../main/formats/bytes.ts";
import { formatCheckpoint, signCheckpoint } from "../../../../main/formats/checkpoint.ts";
import { cosign } from "../../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../../main/formats/ed25519.ts";
import { generateKemKey } from "../../../../main/formats/hpke.ts";
import { writeEntry } from "../../../../main/formats/log-entry.ts";
import { extendSeal, firstSeal, sealFirstKey } from "../../../../main/formats/log-seal.ts";
import { leafHash, treeRoot } from "../../../../main/formats/merkle.ts";
import { formatNote, parseNote, verifierKey } from "../../../../main/formats/signed-note.ts";
import { emptyEdge, extendEdge } from "../../../../main/formats/tree-edge.ts";
import { openDatabase, type Database } from "../../../../main/headquarters/database/database.ts";
import { openDirectory } from "../../../../main/headquarters/directory.ts";
import { registerMirror } from "../../../../main/headquarters/mirror/index.ts";
import { openMirrorStore, type MirroredRow } from "../../../../main/headquarters/mirror/mirror-store.ts";
import { startMonitor, type Monitor } from "../../../../main/headquarters/monitor/index.ts";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import { openSecrets } from "../../../../main/headquarters/secrets.ts";
import { openStations, type Stations } from "../../../../main/headquarters/stations.ts";
import { openSqlite, type Sqlite } from "../../../../main/storage/index.ts";
import { fastFolder } from "../../../support/fast-folder.ts";
import { handClock } from "../../auditlog/log-bench.ts";

const origin = "demo/ws/0001/1";
const backlog = 30_000;
/** One line in so many is a lie, to see that none is missed and none told twice. */
const lieEvery = 1000;

const { path: folder, remove } = fastFolder("monitor");
const signer = generateSigningKey();
const cosigner = { name: "demo/headquarters/cosigner", ...generateSigningKey() };
const sealKem = generateKemKey();
const sealName = "demo/headquarters/seal";

/** The leaves of a station that lived long: a heartbeat every second with the seal, and an export attempt now and then. */
function* life(count: number): Generator<Uint8Array> {
  const firstKey = new Uint8Array(32).fill(7);
  const { enc, ct } = sealFirstKey(sealKem.publicKey, origin, firstKey);
  let seal = firstSeal(firstKey);
  let prev: Uint8Array = new Uint8Array(32);
  for (let seq = 0; seq < count; seq++) {
    const [t, b] =
      seq === 0
        ? [
            "genesis",
            {
              kind: "station",
              suite: "vitrine-1",
              key: base64url(signer.publicKey),
              nonce: "n",
              seal: [{ to: sealName, enc: base64url(enc), ct: base64url(ct) }],
            },
          ]
        : seq % lieEvery === 0
          ? ["export.try", { subject: "download" }]
          : ["heartbeat", { seal: { size: seal.size, aggregate: base64url(seal.aggregate) } }];
    const at = {
      mono: String(BigInt(seq) * 1_000_000_000n),
      wall: new Date(Date.UTC(2026, 10, 9) + seq * 1000).toISOString(),
    };
    const leaf = writeEntry({ v: 1, o: origin, seq, ep: 0, t, boot: 0, ...at, prev: base64url(prev) }, b);
    prev = leafHash(leaf);
    seal = extendSeal(seal, prev);
    yield leaf;
  }
}

let database: Database;
let sqlite: Sqlite;
let mirrorStore: Sqlite;
let stations: Stations;
let start: () => Monitor;

/** Puts a log into the mirror's own tables, cosigned, as an upload would have left it. */
function fillMirror(): void {
  const store = openMirrorStore(mirrorStore);
  const tree = store.tree(origin);
  let held: MirroredRow[] = [];
  let edge = emptyEdge;
  const flush = (): void => {
    store.transaction(() => tree.extend(held));
    held = [];
  };
  for (const leaf of life(backlog)) {
    const nodes: Uint8Array[] = [];
    edge = extendEdge(edge, leafHash(leaf), (_level, _index, digest) => nodes.push(digest));
    held.push({ leaf, nodes: concatBytes(...nodes) });
    if (held.length === 2000) {
      flush();
    }
  }
  const head = { origin, size: backlog, root: treeRoot(tree, backlog) };
  const note = signCheckpoint(head, { name: origin, key: signer.privateKey });
  const seconds = Date.UTC(2026, 10, 10, 8) / 1000;
  const line = cosign(formatCheckpoint(head), cosigner.name, cosigner.privateKey, seconds);
  tree.addPending(backlog, note);
  tree.advance(backlog, formatNote(parseNote(note).text, [...parseNote(note).signatures, line]));
}

beforeAll(async () => {
  mirrorStore = openSqlite(join(folder, "mirror.sqlite"), { migrations: [] });
  fillMirror();
  ({ database, sqlite } = openDatabase(join(folder, "headquarters.sqlite")));
  stations = await openStations(database);
  await stations.add({
    station: "ws-01",
    name: "WS-301",
    room: "room-301",
    certificate: "0".repeat(64),
    kemPublicKey: "",
    logOrigin: origin,
    logVerifierKey: verifierKey(origin, signer.publicKey),
    enrolledAt: "2026-11-09T00:00:00.000Z",
    floor: [],
    revoked: false,
  });
  const mirror = registerMirror(Fastify(), {
    store: mirrorStore,
    cosigner,
    logOf: () => null,
    stationOf: () => null,
  });
  const incidents: unknown[] = [];
  start = () => {
    if (incidents.length > 0) {
      throw new Error("the monitor met an unexpected error", { cause: incidents[0] });
    }
    return startMonitor({
      database,
      mirror,
      stations,
      directory: openDirectory(database),
      secrets: openSecrets(folder),
      policy: genericPolicy(),
      clock: { now: () => Date.UTC(2026, 10, 10, 9) },
      cosigner: cosigner.name,
      travelKey: "",
      sealRecipient: { name: sealName, privateKey: sealKem.privateKey },
      onIncident: (_incident, error) => void incidents.push(error),
    });
  };
}, 120_000);

afterAll(async () => {
  await database.destroy();
  mirrorStore.close();
  remove();
});

const cursor = () => sqlite.first<{ size: number; state: string }>("SELECT size, state FROM monitor_cursor");

/** Waits until the monitor has come so far; resolves with the most it read without giving anybody else a turn. */
async function readTo(end: number, from: number): Promise<number> {
  let furthest = 0;
  for (let here = from; here < end;) {
    // oxlint-disable-next-line no-await-in-loop -- somebody else's turn
    await new Promise((resolve) => setImmediate(resolve));
    const next = cursor()?.size ?? 0;
    furthest = Math.max(furthest, next - here);
    here = next;
  }
  return furthest;
}

describe("a backlog of 30 000 entries", () => {
  it("R14: is read across restarts at any page, each line once, without growing and without holding anybody up", async () => {
    let starts = 0;
    let furthest = 0;
    let largestState = 0;
    let size = 0;
    while (size < backlog) {
      const monitor = start();
      starts += 1;
      // oxlint-disable-next-line no-await-in-loop -- one run of headquarters after the other
      furthest = Math.max(furthest, await readTo(Math.min(size + 9000 * starts, backlog), size));
      // oxlint-disable-next-line no-await-in-loop -- one run of headquarters after the other
      await monitor.close();
      const now = cursor();
      size = now?.size ?? 0;
      largestState = Math.max(largestState, now?.state.length ?? 0);
    }
    expect(starts).toBeGreaterThan(2);
    expect(size).toBe(backlog);
    expect(largestState).toBeLessThan(4096);
    // Everybody else has a turn after each page, which is at most 256 leaves.
    expect(furthest).toBeGreaterThan(0);
    expect(furthest).toBeLessThanOrEqual(256);
    const found = sqlite.all<{ kind: string; count: number; entries: string }>(
      "SELECT kind, count, entries FROM finding",
    );
    expect(found.map(({ kind, count }) => ({ kind, count }))).toEqual([
      { kind: "export-attempt", count: backlog / lieEvery - 1 },
    ]);
    expect(JSON.parse(found[0]?.entries ?? "[]")).toEqual(
      Array.from({ length: Math.min(50, backlog / lieEvery - 1) }, (_, n) => (n + 1) * lieEvery),
    );
  }, 120_000);

  it("and is left alone when nothing was added", async () => {
    const before = cursor();
    const monitor = start();
    monitor.nudge(origin);
    await monitor.idle();
    await monitor.close();
    expect(cursor()).toEqual(before);
  });
});

describe("the seal that headquarters checks (FssAgg)", () => {
  it("is shared by a real log with whoever it was made for, and with nobody else", () => {
    const log = createLog(join(folder, "shared"), {
      origin,
      clock: handClock(),
      keyStore: null,
      sealTo: [{ name: sealName, seal: (key) => sealFirstKey(sealKem.publicKey, origin, key) }],
    });
    const genesis = log.entry(0);
    log.close();
    expect(genesis?.t === "genesis" ? genesis.b.seal.map(({ to }) => to) : []).toEqual([sealName]);
  });
});
