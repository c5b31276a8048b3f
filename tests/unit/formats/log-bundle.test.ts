import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createLog, openLog } from "../../../main/auditlog/index.ts";
import { concatBytes, equalBytes, fromUtf8, utf8 } from "../../../main/formats/bytes.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { verifyBundle } from "../../../main/formats/log-bundle.ts";
import {
  formatSignatureLine,
  noteSignatureType,
  parseNote,
  parseVerifierKey,
  verifierKey,
} from "../../../main/formats/signed-note.ts";
import { handClock } from "../auditlog/log-bench.ts";

interface Sample {
  readonly bytes: Uint8Array;
  readonly genesisKey: string;
  readonly sealKey: Uint8Array;
  readonly pins: readonly { readonly size: number; readonly root: Uint8Array }[];
}

const cosigner = generateSigningKey();
const cosignerName = "demo/headquarters/cosigner";
const cosignerKey = parseVerifierKey(verifierKey(cosignerName, cosigner.publicKey, noteSignatureType.cosignature));
let sample: Sample;

async function makeSample(): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-bundle-"));
  try {
    const sealKeys: Uint8Array[] = [];
    const seal = (secret: Uint8Array): { enc: Uint8Array; ct: Uint8Array } => {
      sealKeys.push(secret.slice());
      return { enc: new Uint8Array(32), ct: new Uint8Array(48) };
    };
    const options = {
      origin: "demo/ws/0001/1",
      clock: handClock(),
      keyStore: null,
      sealTo: [{ name: "auditor", seal }],
    };
    const first = createLog(join(folder, "log"), options);
    first.append({ t: "heartbeat", b: {} }, { t: "config", b: { language: "zh-CN" } });
    const note = first.checkpoint();
    const pins = [{ size: first.size, root: first.root() }];
    const line = cosign(parseNote(note).text, cosignerName, cosigner.privateKey, 1_794_211_205);
    first.keepReceipt({
      size: first.size,
      signer: cosignerName,
      time: new Date(1_794_211_205_000),
      note: `${note}${formatSignatureLine(line)}\n`,
    });
    first.close();
    const log = openLog(join(folder, "log"), options);
    log.append({ t: "mark.add", b: { mark: "m-000001", note: "出示证件" } });
    const file = join(folder, "bundle");
    await log.exportBundle(file);
    log.close();
    const [sealKey = new Uint8Array()] = sealKeys;
    return { bytes: new Uint8Array(readFileSync(file)), genesisKey: log.verifierKey, sealKey, pins };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes `[from, to)` of each entry record, header line included. */
function entrySpans(bytes: Uint8Array): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let at = bytes.indexOf(10) + 1;
  while (at < bytes.byteLength) {
    const end = bytes.indexOf(10, at);
    const [kind, length] = fromUtf8(bytes.subarray(at, end)).split(" ");
    const to = end + 1 + Number(length) + 1;
    if (kind === "entry") {
      spans.push({ from: at, to });
    }
    at = to;
  }
  return spans;
}

function changed(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

/** Replaces a text inside one record and makes the record itself fit again, as a forger would. */
function forge(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = fromUtf8(bytes);
  const place = text.indexOf(from);
  const starts = [...text.matchAll(/^(?:entry|checkpoint|receipt|seal|head) \d+ [0-9a-f]{64}\n/gmu)];
  const header = starts.findLast(({ index }) => index < place);
  if (header === undefined) {
    throw new Error("text is in no record");
  }
  const begin = header.index;
  const [kind = "", length = ""] = header[0].split(" ");
  const bodyAt = utf8(text.slice(0, begin) + header[0]).byteLength;
  const body = fromUtf8(bytes.slice(bodyAt, bodyAt + Number(length))).replace(from, to);
  const payload = utf8(body);
  return concatBytes(
    utf8(text.slice(0, begin)),
    utf8(`${kind} ${payload.byteLength} ${sha256Hex(payload)}\n`),
    payload,
    bytes.slice(bodyAt + Number(length)),
  );
}

beforeAll(async () => {
  sample = await makeSample();
});

describe("a log bundle", () => {
  it("is sound as exported, and says what could not be checked without more", () => {
    const report = verifyBundle(sample.bytes);
    expect(report).toMatchObject({ outcome: "sound", origin: "demo/ws/0001/1", firstWrong: null });
    expect(report.unchecked).toEqual(["genesis", "receipts", "pin", "seal"]);
  });

  it("is sound with every extra that the checker may hold", () => {
    const { genesisKey, sealKey, pins } = sample;
    const report = verifyBundle(sample.bytes, { genesisKey, sealKey, pins, cosigners: [cosignerKey] });
    expect(report).toMatchObject({ outcome: "sound", unchecked: [], receipts: { count: 1, size: 3 } });
    expect(report.receipts.time?.getTime()).toBe(1_794_211_205_000);
  });

  it("with any byte changed is found, and a change in an entry names that entry", () => {
    const spans = entrySpans(sample.bytes);
    expect(spans.length).toBeGreaterThan(5);
    const missed: number[] = [];
    const misnamed: number[] = [];
    for (let at = 0; at < sample.bytes.byteLength; at++) {
      const report = verifyBundle(changed(sample.bytes, at, 1 << (at % 8)));
      if (report.outcome === "sound") {
        missed.push(at);
      }
      const index = spans.findIndex(({ from, to }) => at >= from && at < to);
      if (index >= 0 && report.firstWrong?.index !== index) {
        misnamed.push(at);
      }
    }
    expect({ missed, misnamed }).toEqual({ missed: [], misnamed: [] });
    // Every byte of the file is one whole verification.
  }, 120_000);

  it("cut anywhere, or with anything after its end, is found", () => {
    for (let length = 0; length < sample.bytes.byteLength; length += 7) {
      expect(verifyBundle(sample.bytes.slice(0, length)).outcome).not.toBe("sound");
    }
    expect(verifyBundle(concatBytes(sample.bytes, utf8("\n"))).firstWrong?.rule).toBe("ending");
  });

  it("forged with fitting record digests names the entry and the rule it breaks", () => {
    const forged = forge(sample.bytes, '"language":"zh-CN"', '"language":"en-US"');
    expect(equalBytes(forged, sample.bytes)).toBe(false);
    expect(verifyBundle(forged).firstWrong).toMatchObject({ rule: "checkpoint-root", index: 1, record: "checkpoint" });
    const note = forge(sample.bytes, "出示证件", "未示证件");
    const named = verifyBundle(note).firstWrong;
    expect(named?.rule).toBe("checkpoint-root");
    expect(named?.index).toBe(verifyBundle(sample.bytes).size - 1);
  });

  it("A2: without one of its entries is found", () => {
    for (const { from, to } of entrySpans(sample.bytes)) {
      const without = concatBytes(sample.bytes.slice(0, from), sample.bytes.slice(to));
      expect(verifyBundle(without).outcome).toBe("wrong");
    }
  });

  it("A4: with two entries swapped is found", () => {
    const [, first, second] = entrySpans(sample.bytes);
    const [a, b] = [first ?? { from: 0, to: 0 }, second ?? { from: 0, to: 0 }];
    const { bytes } = sample;
    const swapped = concatBytes(
      bytes.slice(0, a.from),
      bytes.slice(b.from, b.to),
      bytes.slice(a.from, a.to),
      bytes.slice(b.to),
    );
    expect(verifyBundle(swapped).firstWrong).toMatchObject({ index: 1, rule: "sequence" });
  });

  it("of another log than the enrolled one is refused (A19)", () => {
    const other = verifierKey("demo/ws/0001/1", generateSigningKey().publicKey);
    expect(verifyBundle(sample.bytes, { genesisKey: other }).firstWrong).toMatchObject({ index: 0, rule: "genesis" });
  });

  it("that lacks a head somebody remembers is refused", () => {
    const [pin = { size: 0, root: new Uint8Array(32) }] = sample.pins;
    const other = { size: pin.size, root: pin.root.map((byte) => byte ^ 1) };
    expect(verifyBundle(sample.bytes, { pins: [other] }).firstWrong).toMatchObject({
      index: pin.size - 1,
      rule: "pin",
    });
    expect(verifyBundle(sample.bytes, { pins: [{ size: 99, root: pin.root }] }).firstWrong?.rule).toBe("pin");
  });

  it("whose seal does not fit the first seal key is refused", () => {
    const sealKey = sample.sealKey.map((byte) => byte ^ 1);
    expect(verifyBundle(sample.bytes, { sealKey }).firstWrong?.rule).toBe("seal");
  });

  it("whose receipt comes from a cosigner nobody knows is refused when cosigners are known (A15)", () => {
    const stranger = parseVerifierKey(
      verifierKey(cosignerName, generateSigningKey().publicKey, noteSignatureType.cosignature),
    );
    expect(verifyBundle(sample.bytes, { cosigners: [stranger] }).firstWrong).toMatchObject({
      index: 2,
      rule: "receipt-signature",
    });
  });

  it("is unreadable when it is something else altogether", () => {
    expect(verifyBundle(utf8("%PDF-1.7\n")).outcome).toBe("unreadable");
    expect(verifyBundle(new Uint8Array()).outcome).toBe("unreadable");
  });
});
