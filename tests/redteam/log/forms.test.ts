import Database from "better-sqlite3";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog } from "../../../main/auditlog/index.ts";
import { openStore } from "../../../main/auditlog/store.ts";
import { logTables } from "../../../main/auditlog/tables.ts";
import { verifyStore } from "../../../main/auditlog/verify.ts";
import { base64, concatBytes, fromHex, utf8 } from "../../../main/formats/bytes.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { openMessage, seal } from "../../../main/formats/chunked-encryption.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { generateKemKey, sharedSecret } from "../../../main/formats/hpke.ts";
import { verifyBundle } from "../../../main/formats/log-bundle.ts";
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from "../../../main/formats/merkle.ts";
import { parseVerifierKey, verifierKey } from "../../../main/formats/signed-note.ts";
import { formatAddCheckpoint } from "../../../main/formats/tlog-mirror.ts";
import { openSqlite } from "../../../main/storage/index.ts";
import { bundleOf, extended, nextLeaf } from "../../support/log-image.ts";
import { openMirror, openScene, sceneOrigin, type MirrorHall, type Scene } from "../../support/log-scene.ts";

let scene: Scene;
let hall: MirrorHall;

beforeAll(async () => {
  scene = await openScene();
  hall = await scene.headquarters();
});
afterAll(async () => {
  await hall.close();
  scene.remove();
});

const lowOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
].map(fromHex);

describe("A16: tables, indexes and views that hide rows (CVE-2023-31437)", () => {
  it("there is no index or view that could say other than the leaves", () => {
    const database = new Database(scene.files.now, { readonly: true });
    const made = database.prepare("SELECT name FROM sqlite_master WHERE type IN ('index', 'view') AND sql IS NOT NULL");
    expect(made.all()).toEqual([]);
    database.close();
  });

  it("a view put in the place of the entries, without one of them, is found", async () => {
    const file = scene.place("view.sqlite");
    copyFileSync(scene.files.now, file);
    const database = new Database(file);
    database.exec("ALTER TABLE entry RENAME TO kept; CREATE VIEW entry AS SELECT * FROM kept WHERE seq <> 9");
    database.close();
    const sqlite = openSqlite(file, { migrations: logTables });
    const scope = { origin: sceneOrigin, genesisKey: scene.now.genesisKey, size: scene.now.leaves.length };
    expect(await verifyStore(openStore(sqlite), scope)).toMatchObject({ sound: false });
    sqlite.close();
  });

  it("a view that hides the tail of what is shown is found when the log is opened", () => {
    const folder = scene.place("station");
    mkdirSync(folder);
    copyFileSync(scene.files.now, join(folder, "log.sqlite"));
    const database = new Database(join(folder, "log.sqlite"));
    database.exec("ALTER TABLE entry RENAME TO kept; CREATE VIEW entry AS SELECT * FROM kept WHERE seq < 20");
    database.close();
    expect(() => openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null })).toThrow(
      /log|table|view/u,
    );
  });
});

describe("A17: notes that two parsers read differently", () => {
  const mangled = (note: string): readonly (readonly [string, string])[] => {
    const [origin = "", size = "", root = "", , line = ""] = note.split("\n");
    const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n\n${line}\n`;
    return [
      ["carriage returns", note.replaceAll("\n", "\r\n")],
      ["a control character", note.replace(origin, `${origin}\u0001`)],
      ["no last newline", note.slice(0, -1)],
      ["seventeen signatures", note + `${line}\n`.repeat(16)],
      ["another key under the same name", note.replace(/ (\S{4})(\S+)\n$/u, " AAAA$2\n")],
      ["an extension line", text(origin, size, root, "extension")],
      ["a leading zero", text(origin, `0${size}`, root)],
      ["a sign before the size", text(origin, `+${size}`, root)],
      [
        "loose bits in the base64",
        text(
          origin,
          size,
          root.replace(/.=$/u, (end) => `${loosened(end)}=`),
        ),
      ],
      ["no padding", text(origin, size, root.slice(0, -1))],
      ["an empty origin", text("", size, root)],
      ["a hyphen in place of the dash", note.replace("— ", "- ")],
    ];
  };
  const loosened = (end: string): string => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return alphabet[alphabet.indexOf(end[0] ?? "A") + 1] ?? "A";
  };

  it("are refused by the auditor and by headquarters", async () => {
    const size = scene.now.leaves.length;
    const note = scene.now.notes.get(size) ?? "";
    for (const [why, other] of mangled(note)) {
      const image = { ...scene.now, notes: new Map(scene.now.notes).set(size, other) };
      const outcome = verifyBundle(bundleOf(image), { genesisKey: scene.now.genesisKey }).firstWrong?.rule ?? "none";
      // oxlint-disable-next-line no-await-in-loop -- one note after the other
      const { status } = await hall.post(
        "/tlog/add-checkpoint",
        formatAddCheckpoint({ old: scene.pin.size, proof: [], note: other }),
      );
      const isRefused = [400, 403, 404].includes(status);
      expect({ why, isRefused, rule: outcome.replace(/-.*$/u, "") }).toEqual({
        why,
        isRefused: true,
        rule: "checkpoint",
      });
    }
  });
});

describe("A18: proofs that prove something else", () => {
  const leaves = ["a", "b", "c"].map((text) => leafHash(utf8(text)));
  const [a = emptyRoot, b = emptyRoot, c = emptyRoot] = leaves;
  const root = nodeHash(nodeHash(a, b), c);

  it("an inner node is no leaf, a leaf no inner node", () => {
    expect(verifyInclusion(0, 2, leafHash(concatBytes(a, b)), [c], root)).toBe(false);
    expect(verifyInclusion(0, 2, nodeHash(a, b), [c], root)).toBe(true);
    expect(leafHash(concatBytes(a, b))).not.toEqual(nodeHash(a, b));
    expect(leafHash(concatBytes(new Uint8Array([1]), a, b))).not.toEqual(nodeHash(a, b));
  });

  it("from size 0, with too many or too few digests, they hold for nothing", () => {
    expect(verifyConsistency(0, 3, [], emptyRoot, root)).toBe(false);
    expect(verifyInclusion(2, 3, c, [nodeHash(a, b), a], root)).toBe(false);
    expect(verifyInclusion(2, 3, c, [], root)).toBe(false);
    expect(verifyInclusion(3, 3, c, [nodeHash(a, b)], root)).toBe(false);
    expect(verifyConsistency(3, 3, [a], root, root)).toBe(false);
  });

  it("headquarters refuses them: 422, and 400 when oversized", async () => {
    const note = scene.now.notes.get(scene.now.leaves.length) ?? "";
    const offer = async (old: number, proof: Uint8Array[]): Promise<number> =>
      (await hall.post("/tlog/add-checkpoint", formatAddCheckpoint({ old, proof, note }))).status;
    expect(await offer(scene.pin.size, [])).toBe(422);
    expect(await offer(scene.pin.size, [a, b, c])).toBe(422);
    expect(
      await offer(
        scene.pin.size,
        Array.from({ length: 64 }, () => a),
      ),
    ).toBe(400);
  });
});

describe("A19: one station's log shown as another's", () => {
  it("does not match the other's enrolment, wherever it is shown", async () => {
    const other = verifierKey("demo/ws/0002/1", generateSigningKey().publicKey);
    expect(verifyBundle(bundleOf(scene.now), { genesisKey: other }).firstWrong).toMatchObject({
      index: 0,
      rule: "genesis",
    });
    const note = scene.now.notes.get(scene.now.leaves.length) ?? "";
    const body = formatAddCheckpoint({ old: 0, proof: [], note });
    expect((await hall.post("/tlog/add-checkpoint", body, "demo/ws/0002/1")).status).toBe(403);
    const renamed = formatAddCheckpoint({ old: 0, proof: [], note: note.replaceAll(sceneOrigin, "demo/ws/0002/1") });
    expect((await hall.post("/tlog/add-checkpoint", renamed, "demo/ws/0002/1")).status).toBe(404);
  });
});

describe("A25: footage whose pieces were exchanged", () => {
  const key = new Uint8Array(32).fill(7);
  const context = utf8('{"asset":"A-1"}');
  const chunk = 16_384 + 16;
  const message = seal(key, context, new Uint8Array(16_384 * 3 + 100).fill(1));
  const header = message.subarray(0, message.byteLength - 3 * chunk - 116);
  const pieces = [0, 1, 2].map((n) =>
    message.subarray(header.byteLength + n * chunk, header.byteLength + (n + 1) * chunk),
  );
  const last = message.subarray(header.byteLength + 3 * chunk);
  const [one, two, three] = [pieces[0] ?? header, pieces[1] ?? header, pieces[2] ?? header];
  const another = seal(key, utf8('{"asset":"A-2"}'), new Uint8Array(16_384 * 3 + 100).fill(1));

  it("opens as it was sealed", () => {
    expect(openMessage(key, context, message).byteLength).toBe(16_384 * 3 + 100);
  });

  it.each([
    ["two chunks swapped", concatBytes(header, two, one, three, last)],
    ["a chunk doubled", concatBytes(header, one, one, two, three, last)],
    ["a chunk dropped", concatBytes(header, one, three, last)],
    ["cut after a whole chunk", concatBytes(header, one, two, three)],
    ["cut within the last chunk", message.subarray(0, -1)],
    ["a byte added", concatBytes(message, new Uint8Array(1))],
    [
      "the header of another file",
      concatBytes(another.subarray(0, header.byteLength), message.subarray(header.byteLength)),
    ],
    ["a file of another asset", another],
    ["only the header", header],
    ["nothing", new Uint8Array()],
  ])("refuses %s", (_, forged) => {
    expect(() => openMessage(key, context, forged)).toThrow(FormatError);
  });

  it("refuses another context and another key", () => {
    expect(() => openMessage(key, utf8('{"asset":"A-2"}'), message)).toThrow(FormatError);
    expect(() => openMessage(new Uint8Array(32).fill(8), context, message)).toThrow(FormatError);
  });
});

describe("A26: keys that sign or agree to everything", () => {
  it.each(lowOrder.map((point) => ({ point, start: Buffer.from(point).toString("hex", 0, 4) })))(
    "the point $start… is no verifier key, no first key, no next key, and no enrolment",
    async ({ point }) => {
      const key = verifierKey(sceneOrigin, point);
      expect(() => parseVerifierKey(key)).toThrow(FormatError);
      const genesis = encodeCanonical({ t: "genesis" });
      expect(verifyBundle(bundleOf({ ...scene.now, genesisKey: key, leaves: [genesis] })).outcome).toBe("wrong");
      const rotated = extended(
        scene.now,
        nextLeaf(scene.now, {
          t: "key.rotate",
          b: { epoch: scene.now.keys.length, key: Buffer.from(point).toString("base64url"), reason: "asked" },
        }),
      );
      expect(verifyBundle(bundleOf(rotated)).firstWrong).toMatchObject({ rule: "rotation" });
      const weak = await openMirror(scene.place("weak.sqlite"), new Map([[sceneOrigin, key]]));
      const note = scene.now.notes.get(1) ?? "";
      const { status } = await weak.post("/tlog/add-checkpoint", formatAddCheckpoint({ old: 0, proof: [], note }));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(weak.mirror.head(sceneOrigin).size).toBe(0);
      await weak.close();
    },
  );

  it("no secret is agreed with a point of small order", () => {
    const { privateKey } = generateKemKey();
    for (const point of [new Uint8Array(32), new Uint8Array(32).with(0, 1)]) {
      expect(() => sharedSecret(privateKey, point)).toThrow(/./u);
    }
    expect(base64(generateKemKey().publicKey)).toHaveLength(44);
  });
});
