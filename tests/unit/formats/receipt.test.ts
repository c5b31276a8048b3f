import { describe, expect, it } from "vitest";
import { utf8 } from "../../../main/formats/bytes.ts";
import { formatCheckpoint, signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { cosign } from "../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { hashReaderOver, inclusionProof, leafHash, treeRoot } from "../../../main/formats/merkle.ts";
import { formatReceipt, parseReceipt, verifyReceipt, type ViewingSlip } from "../../../main/formats/receipt.ts";
import { formatNote, noteSignatureType, parseNote, verifierKey } from "../../../main/formats/signed-note.ts";
import { formatProof } from "../../../main/formats/tlog-proof.ts";

const origin = "authority.example/ws/1/1";
const log = generateSigningKey();
const cosigner = generateSigningKey();
const entry = utf8('{"t":"view.end"}');
const hashes = [leafHash(utf8("first")), leafHash(entry)];
const checkpoint = { origin, size: 2, root: treeRoot(hashReaderOver(hashes), 2) };
const signed = parseNote(signCheckpoint(checkpoint, { name: origin, key: log.privateKey }));
const line = cosign(formatCheckpoint(checkpoint), "cosigner", cosigner.privateKey, 1_795_300_000);
const note = formatNote(signed.text, [...signed.signatures, line]);
const proof = formatProof({ index: 1, proof: inclusionProof(hashes, 1, 2), checkpoint: note });
const slip: ViewingSlip = {
  v: 1,
  station: origin,
  room: "room-301",
  requestNumber: "WH-F1-2026-0001",
  grant: "g-000001",
  viewing: "v-000001",
  persons: [{ person: "p-0005", name: "李", capacity: "viewer" }],
  from: "2026-11-22T09:00:00+08:00",
  to: "2026-11-22T09:30:00+08:00",
  shown: [{ asset: "WH-20261109-A017-01", ranges: [{ from: 0, to: 250 }] }],
};
const text = formatReceipt({ slip, entry, proof });
const keys = [verifierKey(origin, log.publicKey)];
const cosignerKeys = [verifierKey("cosigner", cosigner.publicKey, noteSignatureType.cosignature)];

describe("a viewing receipt", () => {
  it("reads back, and anybody with the log's or the cosigner's key can check it", () => {
    const receipt = parseReceipt(text);
    expect(receipt.slip).toEqual(slip);
    expect(receipt.entry).toEqual(entry);
    expect(verifyReceipt(receipt, keys)).toBe(true);
    expect(verifyReceipt(receipt, cosignerKeys)).toBe(true);
  });

  it("proves nothing about another entry, another station, or under another key", () => {
    const receipt = parseReceipt(text);
    expect(verifyReceipt({ ...receipt, entry: utf8("{}") }, keys)).toBe(false);
    expect(verifyReceipt({ ...receipt, slip: { ...slip, station: "authority.example/ws/2/1" } }, keys)).toBe(false);
    expect(verifyReceipt(receipt, [verifierKey(origin, generateSigningKey().publicKey)])).toBe(false);
    const forged = { ...receipt.proof, checkpoint: note.replace("\n2\n", "\n3\n") };
    expect(verifyReceipt({ ...receipt, proof: forged }, keys)).toBe(false);
  });

  it("is refused when it is not canonical or has a field too many", () => {
    expect(() => parseReceipt(` ${text}`)).toThrow(FormatError);
    expect(() => parseReceipt(text.replace('"room"', '"roam"'))).toThrow(FormatError);
  });
});
