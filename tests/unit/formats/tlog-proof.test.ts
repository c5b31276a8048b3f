import { describe, expect, it } from "vitest";
import { base64, utf8 } from "../../../main/formats/bytes.ts";
import { formatCheckpoint, signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { cosign, verifyCosignature } from "../../../main/formats/cosignature.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { inclusionProof, leafHash, treeRoot, hashReaderOver } from "../../../main/formats/merkle.ts";
import {
  formatNote,
  noteSignatureType,
  parseNote,
  parseVerifierKey,
  verifierKey,
} from "../../../main/formats/signed-note.ts";
import { formatProof, parseProof, verifyProof } from "../../../main/formats/tlog-proof.ts";
import { cases } from "../../support/cases.ts";

const origin = "authority.example/headquarters";
const log = generateSigningKey();
const witness = generateSigningKey();
const witnessName = "authority.example/cosigner";
const logVerifier = parseVerifierKey(verifierKey(origin, log.publicKey));
const witnessVerifier = parseVerifierKey(verifierKey(witnessName, witness.publicKey, noteSignatureType.cosignature));

const leaves = Array.from({ length: 11 }, (_, index) => leafHash(utf8(`entry ${index}`)));
const checkpoint = { origin, size: leaves.length, root: treeRoot(hashReaderOver(leaves), leaves.length) };
const note = signCheckpoint(checkpoint, { name: origin, key: log.privateKey });
const body = formatCheckpoint(checkpoint);
const line = cosign(body, witnessName, witness.privateKey, 1_679_315_147);
const cosigned = formatNote(body, [...parseNote(note).signatures, line]);
const leafAt = (index: number): Uint8Array => leaves[index] ?? new Uint8Array();

describe("cosignature (C2SP tlog-cosignature)", () => {
  it("says when it was made", () => {
    expect(verifyCosignature(body, line, witnessVerifier)).toBe(1_679_315_147);
  });

  it("is of another kind than the same key's signature on a note", () => {
    const plain = parseVerifierKey(verifierKey(witnessName, witness.publicKey));
    expect(verifyCosignature(body, line, plain)).toBeNull();
    expect(plain.keyId).not.toBe(witnessVerifier.keyId);
  });

  it("is refused for another checkpoint, time or signature (A15)", () => {
    const other = formatCheckpoint({ ...checkpoint, size: 12 });
    const changed = (at: number): typeof line => ({
      ...line,
      signature: line.signature.with(at, (line.signature[at] ?? 0) ^ 1),
    });
    expect(() => verifyCosignature(other, line, witnessVerifier)).toThrow(FormatError);
    for (const at of [0, 7, 8, 71]) {
      expect(() => verifyCosignature(body, changed(at), witnessVerifier)).toThrow(FormatError);
    }
    expect(() => verifyCosignature(body, { ...line, signature: line.signature.subarray(1) }, witnessVerifier)).toThrow(
      FormatError,
    );
  });

  it("is made over nothing but a checkpoint", () => {
    expect(() => cosign("any text\n", witnessName, witness.privateKey, 1)).toThrow(FormatError);
    expect(() => cosign(body, witnessName, witness.privateKey, -1)).toThrow(FormatError);
    expect(() => cosign(body, witnessName, witness.privateKey, 1.5)).toThrow(FormatError);
  });
});

describe("log proof (C2SP tlog-proof)", () => {
  it("reads back what it wrote, with and without extra data", () => {
    for (let index = 0; index < leaves.length; index += 1) {
      const proof = { index, proof: inclusionProof(leaves, index, leaves.length), checkpoint: cosigned };
      expect(parseProof(formatProof(proof))).toEqual(proof);
      const withExtra = { ...proof, extra: utf8("context") };
      expect(parseProof(utf8(formatProof(withExtra)))).toEqual(withExtra);
    }
  });

  it("shows a leaf to be in the log by the log's key or by a cosigner's", () => {
    const proof = parseProof(formatProof({ index: 6, proof: inclusionProof(leaves, 6, 11), checkpoint: cosigned }));
    expect(verifyProof(proof, leafAt(6), origin, [logVerifier])).toEqual(checkpoint);
    expect(verifyProof(proof, leafAt(6), origin, [witnessVerifier])).toEqual(checkpoint);
  });

  it("shows nothing about another leaf, another log, or under a key that nobody trusts", () => {
    const proof = { index: 6, proof: inclusionProof(leaves, 6, 11), checkpoint: cosigned };
    const stranger = parseVerifierKey(verifierKey(origin, generateSigningKey().publicKey));
    expect(verifyProof(proof, leafAt(7), origin, [logVerifier])).toBeNull();
    expect(verifyProof({ ...proof, index: 7 }, leafAt(6), origin, [logVerifier])).toBeNull();
    expect(verifyProof(proof, leafAt(6), "another.example/log", [logVerifier])).toBeNull();
    expect(verifyProof(proof, leafAt(6), "another.example/log", [witnessVerifier])).toBeNull();
    expect(verifyProof(proof, leafAt(6), origin, [stranger])).toBeNull();
    expect(verifyProof(proof, leafAt(6), origin, [])).toBeNull();
  });

  it("of a cosigner is none when the cosignature is not there", () => {
    const proof = { index: 6, proof: inclusionProof(leaves, 6, 11), checkpoint: note };
    expect(verifyProof(proof, leafAt(6), origin, [witnessVerifier])).toBeNull();
  });

  const text = formatProof({ index: 6, proof: inclusionProof(leaves, 6, 11), checkpoint: note, extra: utf8("x") });
  const digest = base64(leafAt(0));
  it.for(
    cases([
      [text.replace("@v1", "@v2"), "another version"],
      [text.replace("index 6", "index 06"), "a leading zero"],
      [text.replace("index 6", "index -6"), "a negative index"],
      [text.replace("index 6\n", ""), "no index"],
      [text.replace("extra ", "extra  "), "two spaces"],
      [text.replace("extra eA==", "extra eA"), "extra data without padding"],
      [text.replace("index 6\n", `index 6\n${digest.slice(4)}\n`), "a short digest"],
      [text.replace("index 6\n", `index 6\n${`${digest}\n`.repeat(64)}`), "more digests than a tree has levels"],
      [text.replaceAll("\n", "\r\n"), "carriage returns"],
      [text.slice(0, text.indexOf("\n\n") + 2), "no checkpoint"],
      [text.slice(0, text.indexOf("\n\n")), "no empty line"],
      [text.slice(0, text.indexOf("\n\n") + 2) + body, "a checkpoint that nobody signed"],
      ["", "nothing"],
    ]),
  )("refuses $why", ({ value }) => {
    expect(() => parseProof(value)).toThrow(FormatError);
  });
});
