import { join } from "node:path";
import { mkdirSync, copyFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog } from "../../../main/auditlog/index.ts";
import { addReceipts } from "../../../main/auditlog/receipts-file.ts";
import { base64, equalBytes, utf8 } from "../../../main/formats/bytes.ts";
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from "../../../main/formats/checkpoint.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { verifyBundle } from "../../../main/formats/log-bundle.ts";
import { cosignatureTime } from "../../../main/formats/log-receipt.ts";
import { isSignedBy } from "../../../main/formats/log-walk.ts";
import { verifyConsistency } from "../../../main/formats/merkle.ts";
import { formatSignatureLine, parseNote, parseVerifierKey, verifierKey } from "../../../main/formats/signed-note.ts";
import {
  extended,
  bundleOf,
  cutImage,
  nextLeaf,
  relink,
  rootOver,
  signedHead,
  type LogImage,
} from "../../support/log-image.ts";
import {
  cosigner,
  cosignerVerifier,
  judge,
  nextSync,
  openScene,
  sceneOrigin,
  syncOnce,
  type Scene,
} from "../../support/log-scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

/** A receipt over the image's head as `key` would sign it under headquarters' name. */
function receiptOver(note: string, key = cosigner.privateKey, name = cosigner.name): string {
  const text = note.slice(0, note.indexOf("\n\n") + 1);
  return `${note}${formatSignatureLine(cosign(text, name, key, 1_794_211_300))}\n`;
}

function withReceipt(image: LogImage, size: number, note: string): LogImage {
  const receipt = { size, signer: cosigner.name, time: new Date(1_794_211_300_000), note };
  const longer = extended(
    image,
    nextLeaf(image, {
      t: "hq.receipt",
      b: {
        size,
        root: base64(rootOver(image.leaves, size)),
        signer: cosigner.name,
        time: receipt.time.toISOString(),
        digest: sha256Hex(utf8(note)),
      },
    }),
  );
  return { ...longer, receipts: [...image.receipts, receipt] };
}

const outcome = (image: LogImage): string | null =>
  verifyBundle(bundleOf(image), { genesisKey: scene.now.genesisKey, cosigners: [cosignerVerifier] }).firstWrong?.rule ??
  null;

describe("A15: receipts that headquarters did not give", () => {
  it("a true one is believed", () => {
    const size = scene.now.leaves.length;
    expect(outcome(withReceipt(scene.now, size, receiptOver(scene.now.notes.get(size) ?? "")))).toBeNull();
  });

  it("forged under its name, from a stranger, or with a changed time: found by whoever knows headquarters' key", () => {
    const size = scene.now.leaves.length;
    const note = scene.now.notes.get(size) ?? "";
    const forged = receiptOver(note, generateSigningKey().privateKey);
    const foreign = receiptOver(note, generateSigningKey().privateKey, "demo/other/cosigner");
    const line = parseNote(receiptOver(note)).signatures.at(-1);
    const later = line?.signature.with(7, (line.signature[7] ?? 0) ^ 1) ?? new Uint8Array();
    const dated = `${note}${formatSignatureLine({ name: cosigner.name, keyId: line?.keyId ?? 0, signature: later })}\n`;
    expect([forged, foreign, dated].map((receipt) => outcome(withReceipt(scene.now, size, receipt)))).toEqual([
      "receipt-signature",
      "receipt-signature",
      "receipt-signature",
    ]);
  });

  it("replayed for another size, of another log, or exchanged for another: found in the log alone", () => {
    const [first] = scene.now.receipts;
    const { length: size } = scene.now.leaves;
    const replayed = { ...scene.now, receipts: scene.now.receipts.map((one) => ({ ...one, note: first?.note ?? "" })) };
    const elsewhere = formatCheckpoint({ origin: "demo/ws/0002/1", size, root: rootOver(scene.now.leaves, size) });
    const other = withReceipt(scene.now, size, receiptOver(`${elsewhere}\n`, cosigner.privateKey));
    const without = { ...scene.now, receipts: [] };
    const rules = [replayed, other, without].map(
      (image) => verifyBundle(bundleOf(image), { genesisKey: scene.now.genesisKey }).firstWrong?.rule,
    );
    expect(rules).toEqual(["receipt-mismatch", "receipt-mismatch", "receipt-missing"]);
  });

  it("are not taken by the station either: an answer without headquarters' own cosignature stops the sync", async () => {
    const folder = scene.place("station");
    mkdirSync(folder);
    copyFileSync(scene.files.now, join(folder, "log.sqlite"));
    const log = openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null });
    const hall = await scene.headquarters();
    const post: typeof hall.transport.post = (...call) => hall.transport.post(...call);
    const before = log.receipts().length;
    for (const key of [generateSigningKey().privateKey, null]) {
      const meddling = {
        ...hall,
        transport: {
          ...hall.transport,
          post: async (...call: Parameters<typeof post>) => {
            const answer = await post(...call);
            if (call[0] !== "/tlog/add-entries" || answer.status !== 200) {
              return answer;
            }
            const note = log.checkpointAt(log.rotationAfter(0) ?? 0) ?? "";
            const body = key === null ? "" : receiptOver(note, key).slice(note.length);
            return { ...answer, body: utf8(body) };
          },
        },
      };
      // oxlint-disable-next-line no-await-in-loop -- one answer after the other
      expect(await syncOnce(log, meddling)).toBe("refused");
    }
    expect(log.receipts()).toHaveLength(before);
    log.close();
    await hall.close();
  });
});

describe("A6, A9, A12: the second place of receipts", () => {
  it("refuses the opening of a database that lacks what headquarters has received", () => {
    for (const image of [scene.early, cutImage(scene.now, scene.pin.size - 1)]) {
      const folder = scene.place("station");
      mkdirSync(folder);
      copyFileSync(scene.files.early, join(folder, "log.sqlite"));
      addReceipts(`${folder}.receipts`, [scene.pinned]);
      expect(image.leaves.length).toBeLessThan(scene.pin.size);
      expect(() => openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null })).toThrow(
        "shorter than a receipt",
      );
    }
  });
});

describe("A11: a fork", () => {
  const branch = (filling: string, count: number): LogImage => {
    let image = scene.synced;
    for (let n = 0; n < count; n++) {
      image = extended(image, nextLeaf(image, { t: "config", b: { filling } }));
    }
    return image;
  };

  it("is noticed by nobody who sees one branch: neither database, nor remembered head, nor seal", async () => {
    for (const image of [branch("one", 4), branch("two", 4), branch("two", 7)]) {
      // oxlint-disable-next-line no-await-in-loop -- one branch after the other
      expect(await judge(scene, image)).toEqual({
        local: false,
        pin: false,
        seal: false,
        headquarters: "accepted",
        rule: null,
      });
    }
  });

  /** Uploads one branch after the other; what headquarters says to each, and the two heads it keeps. */
  const fork = async (second: LogImage): Promise<{ said: unknown[]; notes: string[] }> => {
    const hall = await scene.headquarters();
    const said = [await nextSync(hall, branch("one", 4)), await nextSync(hall, second)];
    const [evidence] = hall.mirror.evidence(sceneOrigin);
    await hall.close();
    return { said, notes: evidence === undefined ? [] : [evidence.held, evidence.offered] };
  };
  const headOf = (note: string | undefined): Checkpoint => parseCheckpoint(parseNote(note ?? "").text);

  it.each([4, 7])("is refused at its second branch, and both signed heads are kept (%i entries on)", async (length) => {
    const { said, notes } = await fork(branch("two", length));
    expect(said).toEqual(["accepted", 422]);
    const key = parseVerifierKey(verifierKey(sceneOrigin, scene.synced.keys.at(-1)?.publicKey ?? utf8("")));
    expect(notes.map((note) => isSignedBy(note, key))).toEqual([true, true]);
    expect(notes.map((note) => headOf(note).size)).toEqual(
      [4, length].map((more) => scene.synced.leaves.length + more),
    );
  });

  it("at one size is proved to anybody by the two heads alone", async () => {
    const { notes } = await fork(branch("two", 4));
    const [held, offered] = notes.map(headOf);
    expect(held?.size).toBe(offered?.size);
    expect(base64(held?.root ?? utf8(""))).not.toBe(base64(offered?.root ?? utf8("")));
  });

  it("at two sizes is proved by the heads together with the leaves that headquarters mirrored", async () => {
    const second = branch("two", 7);
    const held = headOf((await fork(second)).notes[0]);
    expect(base64(rootOver(second.leaves, held.size))).not.toBe(base64(held.root));
    expect(base64(rootOver(branch("one", 4).leaves, held.size))).toBe(base64(held.root));
  });
});

describe("headquarters against itself", () => {
  it("H1: history that it rewrites contradicts its own cosignature, which the station and others keep", () => {
    const { pinned, pin, now } = scene;
    const rewritten = relink(now.leaves.toSpliced(2, 1), 2);
    const denied = formatCheckpoint({ origin: sceneOrigin, size: pin.size, root: rootOver(rewritten, pin.size) });
    const claimed = receiptOver(`${denied}\n`);
    const [kept, shown] = [pinned.note, claimed].map((note) => parseCheckpoint(parseNote(note).text));
    expect([pinned.note, claimed].map((note) => cosignatureTime(note, cosignerVerifier) !== null)).toEqual([
      true,
      true,
    ]);
    expect(kept?.size).toBe(shown?.size);
    expect(equalBytes(kept?.root ?? utf8(""), shown?.root ?? utf8(""))).toBe(false);
    expect(verifyConsistency(pin.size, pin.size, [], kept?.root ?? utf8(""), shown?.root ?? utf8(""))).toBe(false);
  });

  it("H2: an entry it adds to a station's log is refused: it lacks the station's key", () => {
    const own = generateSigningKey();
    const leaf = nextLeaf(scene.synced, { t: "config", b: { forged: true } });
    const longer = extended(scene.synced, leaf);
    const forged = {
      ...longer,
      notes: new Map(longer.notes).set(longer.leaves.length, signedHead(longer, longer.leaves.length, own.privateKey)),
    };
    expect(verifyBundle(bundleOf(forged), { genesisKey: scene.now.genesisKey }).firstWrong?.rule).toBe(
      "checkpoint-signature",
    );
  });

  it("H4: two histories shown to two readers are two cosigned roots of one size", () => {
    const roots = ["one", "two"].map((filling) => {
      const image = extended(scene.synced, nextLeaf(scene.synced, { t: "config", b: { filling } }));
      const note = receiptOver(image.notes.get(image.leaves.length) ?? "");
      expect(cosignatureTime(note, cosignerVerifier)).not.toBeNull();
      const report = verifyBundle(bundleOf(image), { genesisKey: scene.now.genesisKey });
      expect(report.outcome).toBe("sound");
      return parseCheckpoint(parseNote(note).text);
    });
    expect(new Set(roots.map(({ size }) => size)).size).toBe(1);
    expect(new Set(roots.map(({ root }) => base64(root))).size).toBe(2);
  });

  it("H5: 'never received' is refuted by the receipt; without one nothing counts as received", async () => {
    expect(cosignatureTime(scene.pinned.note, cosignerVerifier)).toEqual(scene.pinned.time);
    const folder = scene.place("station");
    mkdirSync(folder);
    copyFileSync(scene.files.now, join(folder, "log.sqlite"));
    const log = openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null });
    const hall = await scene.headquarters();
    const silent = { ...hall, transport: { ...hall.transport, post: () => Promise.reject(new Error("line cut")) } };
    await syncOnce(log, silent);
    expect(log.lastReceipt()?.size).toBe(scene.pin.size);
    log.close();
    await hall.close();
  });
});
