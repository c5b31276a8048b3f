import { describe, expect, it } from "vitest";
import { base64, fromBase64, utf8 } from "../../../main/formats/bytes.ts";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "../../../main/formats/checkpoint.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { emptyRoot } from "../../../main/formats/merkle.ts";
import {
  formatNote,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKey,
} from "../../../main/formats/signed-note.ts";
import { cases } from "../../support/cases.ts";
import { outcomeOf } from "../../support/outcome.ts";

/** The example of golang.org/x/mod `sumdb/note`. */
const published = {
  key: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  note: `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`,
};

const name = "authority.example/ws/1/1";
const keys = generateSigningKey();
const signer = { name, key: keys.privateKey };
const verifier = parseVerifierKey(verifierKey(name, keys.publicKey));
const text = "first line\n\nthird line\n";
const note = signNote(text, signer);
const signatureLine = note.slice(text.length + 1);

describe("signed note (C2SP signed-note)", () => {
  it("opens the published example", () => {
    expect(openNote(published.note, [parseVerifierKey(published.key)])?.text).toBe(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    );
  });

  it("opens what it signed, from text and from bytes", () => {
    expect(openNote(note, [verifier])).toEqual({ text, signers: [verifier] });
    expect(openNote(utf8(note), [verifier])?.text).toBe(text);
  });

  it("is nobody's when no trusted key signed it", () => {
    const stranger = generateSigningKey();
    expect(openNote(note, [parseVerifierKey(verifierKey(name, stranger.publicKey))])).toBeNull();
    expect(openNote(note, [parseVerifierKey(verifierKey("another", keys.publicKey))])).toBeNull();
    expect(openNote(note, [])).toBeNull();
  });

  it("ignores the signature of an unknown key beside a trusted one", () => {
    const stranger = parseNote(signNote(text, { name, key: generateSigningKey().privateKey })).signatures;
    const both = formatNote(text, [...stranger, ...parseNote(note).signatures]);
    expect(openNote(both, [verifier])?.signers).toEqual([verifier]);
  });

  it("is refused whole when a trusted key's signature does not verify, even beside a good one", () => {
    const [good] = parseNote(note).signatures;
    if (good === undefined) {
      throw new Error("note has no signature");
    }
    const bad = { ...good, signature: good.signature.with(0, (good.signature[0] ?? 0) ^ 1) };
    expect(() => openNote(formatNote(text, [bad]), [verifier])).toThrow(FormatError);
    expect(() => openNote(formatNote(text, [good, bad]), [verifier])).toThrow(FormatError);
    expect(() => openNote(formatNote("other\n", [good]), [verifier])).toThrow(FormatError);
  });

  it.for(
    cases([
      [note.replaceAll("\n", "\r\n"), "carriage returns"],
      [note.slice(0, -1), "the last newline missing"],
      [`${note}\n`, "an empty line at the end"],
      [note.replace("first", "fi\trst"), "a control character"],
      [note.replace("first", "fi\u0000rst"), "a zero byte"],
      [text, "no signature"],
      [`${text}\n`, "no signature line"],
      [`\n${signatureLine}`, "no text"],
      [note.replace("— ", "- "), "a hyphen for the dash"],
      [note.replace("— ", "—"), "no space after the dash"],
      [note.replace(`${name} `, `${name}  `), "two spaces"],
      [note.replace(name, "two names"), "a space in the name"],
      [note.replace(name, "a+b"), "a plus in the name"],
      [note.replace(name, "a\u3000b"), "an ideographic space in the name"],
      [note.replace(`${name} `, " "), "no name"],
      [note.replace(/=?\n$/u, "\n"), "base64 without its padding"],
      [`${text}\n— ${name} AAAA\n`, "a signature of three bytes"],
      [`${text}\n— ${name} AAAAAA==\n`, "a key id without signature"],
      [text + "\n" + signatureLine.repeat(17), "seventeen signatures"],
      [`${note}trailing\n`, "something after the signatures"],
    ]),
  )("refuses a note with $why (A17)", ({ value }) => {
    expect(() => openNote(value, [verifier])).toThrow(FormatError);
  });

  it("accepts sixteen signatures", () => {
    expect(openNote(text + "\n" + signatureLine.repeat(16), [verifier])?.signers).toHaveLength(16);
  });

  it("refuses base64 whose loose bits were changed (A17)", () => {
    const [signature = ""] = signatureLine.trimEnd().split(" ").slice(-1);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const last = signature.lastIndexOf(signature.replaceAll("=", "").slice(-1));
    const next = alphabet[alphabet.indexOf(signature[last] ?? "") + 1] ?? "";
    const loose = signature.slice(0, last) + next + signature.slice(last + 1);
    expect(Buffer.from(loose, "base64")).toEqual(Buffer.from(signature, "base64"));
    expect(() => openNote(note.replace(signature, loose), [verifier])).toThrow(FormatError);
  });

  it("never opens after any one byte was changed", () => {
    const bytes = utf8(note);
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const mangled = bytes.with(at, (bytes[at] ?? 0) ^ 1);
      expect([null, "refused"]).toContain(outcomeOf(() => openNote(mangled, [verifier])));
    }
  });

  it("does not write a note that it would refuse", () => {
    expect(() => signNote("no newline", signer)).toThrow(FormatError);
    expect(() => signNote("tab\t\n", signer)).toThrow(FormatError);
    expect(() => signNote(text, { ...signer, name: "a b" })).toThrow(FormatError);
    expect(() => formatNote(text, [])).toThrow(FormatError);
  });
});

describe("verifier key", () => {
  it("reads back, and is refused with any one character changed", () => {
    const key = verifierKey(name, keys.publicKey);
    expect(parseVerifierKey(key).publicKey).toEqual(keys.publicKey);
    for (let at = 0; at < key.length; at += 1) {
      const mangled = key.slice(0, at) + String.fromCodePoint((key.codePointAt(at) ?? 0) + 1) + key.slice(at + 1);
      expect(() => parseVerifierKey(mangled)).toThrow(FormatError);
    }
  });

  it("is refused without any one part", () => {
    for (const key of ["", "name", "name+00000000", "name+00000000+", `+${verifierKey(name, keys.publicKey)}`]) {
      expect(() => parseVerifierKey(key)).toThrow(FormatError);
    }
  });
});

describe("checkpoint (C2SP tlog-checkpoint)", () => {
  const checkpoint = { origin: name, size: 42, root: emptyRoot };

  it("opens what its log signed", () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, signer), verifier)).toEqual(checkpoint);
    expect(parseCheckpoint(formatCheckpoint({ ...checkpoint, size: 0 })).size).toBe(0);
  });

  it("is refused when it speaks for another log than the key's (A19)", () => {
    const foreign = signNote(formatCheckpoint({ ...checkpoint, origin: "authority.example/ws/2/1" }), signer);
    expect(() => openCheckpoint(foreign, verifier)).toThrow(FormatError);
    expect(() => signCheckpoint({ ...checkpoint, origin: "other" }, signer)).toThrow(FormatError);
  });

  const root = base64(emptyRoot);
  it.for(
    cases([
      [`${name}\n042\n${root}\n`, "a leading zero"],
      [`${name}\n+42\n${root}\n`, "a sign"],
      [`${name}\n4 2\n${root}\n`, "a space in the size"],
      [`${name}\n1e3\n${root}\n`, "an exponent"],
      [`${name}\n9007199254740992\n${root}\n`, "a size beyond 2^53-1"],
      [`${name}\n42\n${root}\nextension\n`, "an extension line"],
      [`${name}\n42\n${root}`, "no newline"],
      [`${name}\n42\n${base64(fromBase64(root).subarray(1))}\n`, "a short root"],
      [`${name}\n42\n${root.replace("=", "")}\n`, "a root without padding"],
      [`\n42\n${root}\n`, "no origin"],
      [`${name}\n42\n`, "no root"],
    ]),
  )("refuses $why (A17)", ({ value }) => {
    expect(() => parseCheckpoint(value)).toThrow(FormatError);
  });
});
