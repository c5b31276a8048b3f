import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, hex, utf8 } from "../../../main/formats/bytes.ts";
import { openCms, signCms, verifyCms } from "../../../main/formats/cms.ts";
import { derBytes, parseDer, tag, universal } from "../../../main/formats/der.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";
import { openssl, whyNoOpenssl } from "../../support/openssl.ts";

const begin = new Date("2026-11-01T00:00:00Z");
const at = new Date("2026-11-22T06:30:00Z");
const authority = createAuthority({ name: "authority", days: 3650, notBefore: begin });
const person = { person: "p-0003", name: "王海涛", unit: "督察支队", days: 365, notBefore: begin };
const signer = issuePerson(authority, person);
const trust = [authority.certificatePem];
const content = utf8('{"person":"p-0003","t":"person.session","v":1}');
const signed = signCms(content, { ...signer, at });
const absent = whyNoOpenssl();
const attime = String(at.getTime() / 1000);

/** The same bytes with one run of bytes exchanged for another of the same length. */
const exchanged = (bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array => {
  const text = hex(bytes);
  expect(text).toContain(hex(from));
  return new Uint8Array(Buffer.from(text.replace(hex(from), hex(to)), "hex"));
};

describe("a signed act (CMS SignedData, RFC 5652)", () => {
  it("gives back its content, its signer and the time", () => {
    const answer = verifyCms(signed, trust, at);
    expect(answer).toEqual({ ok: true, content, certificate: readCertificate(signer.certificatePem), signedAt: at });
    expect(openCms(signed)).toEqual({
      content,
      certificateDer: readCertificate(signer.certificatePem).der,
      signedAt: at,
    });
  });

  it("may say anything, of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const answer = verifyCms(signCms(bytes, { ...signer, at }), trust, at);
        expect(answer.ok && hex(answer.content)).toBe(hex(bytes));
      }),
      { numRuns: 20 },
    );
  });

  it("does not verify with other content", () => {
    const forged = exchanged(signed, utf8("p-0003"), utf8("p-0004"));
    expect(verifyCms(forged, trust, at)).toEqual({ ok: false, reason: "signature" });
    expect(() => openCms(forged)).toThrow(FormatError);
  });

  it("does not verify with another signing time", () => {
    const forged = exchanged(signed, utf8("261122063000Z"), utf8("261121063000Z"));
    expect(verifyCms(forged, trust, at)).toEqual({ ok: false, reason: "signature" });
  });

  it("does not verify with any one byte changed", () => {
    for (let position = 0; position < signed.byteLength; position += 3) {
      const forged = signed.with(position, (signed[position] ?? 0) ^ 1);
      expect(verifyCms(forged, trust, at).ok).toBe(false);
    }
  });

  it("does not verify when cut, empty or followed by something", () => {
    for (const bytes of [
      new Uint8Array(),
      signed.subarray(0, 100),
      signed.subarray(0, -1),
      new Uint8Array([...signed, 0]),
    ]) {
      expect(verifyCms(bytes, trust, at)).toEqual({ ok: false, reason: "malformed" });
    }
  });

  it("is a stranger's when another authority certified the signer, under the same names", () => {
    const other = createAuthority({ name: "authority", days: 3650, notBefore: begin });
    const forged = signCms(content, { ...issuePerson(other, person), at });
    expect(verifyCms(forged, trust, at)).toEqual({ ok: false, reason: "foreign" });
    expect(verifyCms(signed, [other.certificatePem], at)).toEqual({ ok: false, reason: "foreign" });
  });

  it("is judged by when it is looked at and by when it claims to be signed", () => {
    const later = new Date("2028-01-01T00:00:00Z");
    expect(verifyCms(signed, trust, later)).toEqual({ ok: false, reason: "expired" });
    expect(verifyCms(signed, trust, new Date("2026-01-01T00:00:00Z"))).toEqual({ ok: false, reason: "not-yet-valid" });
    expect(verifyCms(signCms(content, { ...signer, at: later }), trust, at)).toEqual({ ok: false, reason: "expired" });
  });

  it("has one encoding: the same structure in longer length bytes is refused", () => {
    // The outermost length takes one byte more than it needs.
    const [sequence, form, ...rest] = signed;
    expect(form).toBe(0x82);
    const loose = new Uint8Array([sequence ?? 0, 0x83, 0, ...rest]);
    expect(verifyCms(loose, trust, at)).toEqual({ ok: false, reason: "malformed" });
  });

  it("is refused with two signers, even when both signed", () => {
    const outer = parseDer(signed);
    const double = (value: typeof outer): boolean => {
      if (typeof value.value === "string") {
        return false;
      }
      const last = value.value.at(-1);
      if (last !== undefined && last.type === tag.set && typeof last.value !== "string" && value.value.length === 5) {
        value.value[4] = universal(tag.set, [...last.value, ...last.value]);
        return true;
      }
      return value.value.some(double);
    };
    expect(double(outer)).toBe(true);
    expect(verifyCms(derBytes(outer), trust, at)).toEqual({ ok: false, reason: "malformed" });
  });
});

describe.skipIf(absent !== null)(`a signed act and OpenSSL${absent === null ? "" : `: ${absent}`}`, () => {
  const files = { ca: authority.certificatePem, person: signer.certificatePem, key: signer.privateKeyPem, content };
  const make = (...args: readonly string[]): Uint8Array => {
    const common = [
      "cms",
      "-sign",
      "-binary",
      "-outform",
      "DER",
      "-in",
      "content",
      "-signer",
      "person",
      "-inkey",
      "key",
    ];
    const run = openssl([...common, ...args, "-out", "out"], files);
    expect(run.errors).toBe("");
    return run.output;
  };

  it("`openssl cms -verify` accepts it and returns its content", () => {
    const args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "signed", "-CAfile", "ca", "-attime", attime];
    const run = openssl(args, { ...files, signed });
    expect(run.ok).toBe(true);
    expect(fromUtf8(run.output)).toBe(fromUtf8(content));
  });

  it("`openssl cms -verify` refuses it with other content", () => {
    const forged = exchanged(signed, utf8("p-0003"), utf8("p-0004"));
    const args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "signed", "-CAfile", "ca", "-attime", attime];
    expect(openssl(args, { ...files, signed: forged }).ok).toBe(false);
  });

  it("what `openssl cms -sign` makes is accepted", () => {
    const answer = verifyCms(make("-nodetach", "-md", "sha256"), trust, new Date());
    expect(answer.ok ? fromUtf8(answer.content) : answer.reason).toBe(fromUtf8(content));
  });

  it.for([
    { why: "without signed attributes", args: ["-nodetach", "-md", "sha256", "-noattr"] },
    { why: "without its content", args: ["-md", "sha256"] },
    { why: "without the signer's certificate", args: ["-nodetach", "-md", "sha256", "-nocerts"] },
    { why: "over SHA-1", args: ["-nodetach", "-md", "sha1"] },
    { why: "over SHA-512", args: ["-nodetach", "-md", "sha512"] },
    { why: "with the signer named by key identifier", args: ["-nodetach", "-md", "sha256", "-keyid"] },
    { why: "with RSA-PSS", args: ["-nodetach", "-md", "sha256", "-keyopt", "rsa_padding_mode:pss"] },
    { why: "of another content type", args: ["-nodetach", "-md", "sha256", "-econtent_type", "1.2.3.4"] },
    { why: "in a streamed encoding", args: ["-nodetach", "-md", "sha256", "-stream"] },
  ])("one made $why is refused", ({ args }) => {
    expect(verifyCms(make(...args), trust, new Date())).toEqual({ ok: false, reason: "malformed" });
  });
});
