import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { binary, derBytes } from "../../../main/formats/der.ts";
import { openToken, sealToken } from "../../../main/formats/pkcs12.ts";
import { createAuthority, issuePerson } from "../../../main/formats/x509.ts";
import { openssl, whyNoOpenssl } from "../../support/openssl.ts";

const authority = createAuthority({ name: "authority", days: 365 });
const issued = issuePerson(authority, { person: "p-0003", name: "王海涛", unit: "督察支队", days: 365 });
const contents = { ...issued, chainPem: authority.certificatePem };
const token = sealToken({ ...contents, pin: "135790", name: "王海涛" });
const absent = whyNoOpenssl();

describe("a certificate token (PKCS#12)", () => {
  it("opens with its PIN to exactly what was put in", () => {
    expect(openToken(token, "135790")).toEqual({ ok: true, ...contents });
  });

  it("may come without the issuers' certificates", () => {
    const alone = sealToken({ ...issued, chainPem: "", pin: "1", name: "x" });
    expect(openToken(alone, "1")).toEqual({ ok: true, ...issued, chainPem: "" });
  });

  it("has the same keys whether the system or the library derives them", () => {
    Object.assign(forge, { options: { usePureJavaScript: true } });
    const slow = sealToken({ ...contents, pin: "135790", name: "王海涛" });
    expect(openToken(token, "135790")).toEqual({ ok: true, ...contents });
    Object.assign(forge, { options: { usePureJavaScript: false } });
    expect(openToken(slow, "135790")).toEqual({ ok: true, ...contents });
  });

  it.for(["", "135791", "0135790", "135790 "])("says that the PIN %j is wrong", (pin) => {
    expect(openToken(token, pin)).toEqual({ ok: false, reason: "wrong-pin" });
  });

  it("says when it is no token at all", () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(100), token.subarray(0, 500)]) {
      expect(openToken(bytes, "135790")).toEqual({ ok: false, reason: "unreadable" });
    }
  });

  it("is unreadable without the mac that tells a changed token from an intact one", () => {
    const pfx = forge.asn1.fromDer(binary(token), true);
    if (typeof pfx.value === "string") {
      throw new Error("token has no members");
    }
    pfx.value.pop();
    expect(openToken(derBytes(pfx), "135790")).toEqual({ ok: false, reason: "unreadable" });
  });

  it("never opens with a byte changed", () => {
    for (let at = 0; at < token.byteLength; at += 97) {
      const opened = openToken(token.with(at, (token[at] ?? 0) ^ 1), "135790");
      // The token's own friendly name and encodings are all under the mac.
      expect(opened.ok).toBe(false);
    }
  });

  it("is unreadable when its certificate is not of its key", () => {
    const other = issuePerson(authority, { person: "p-0004", name: "other", unit: "", days: 1 });
    const mixed = sealToken({ ...issued, privateKeyPem: other.privateKeyPem, chainPem: "", pin: "1", name: "x" });
    expect(openToken(mixed, "1")).toEqual({ ok: false, reason: "unreadable" });
  });

  it("is opened by OpenSSL", ({ skip }) => {
    if (absent !== null) {
      skip(absent);
    }
    const read = (pin: string): ReturnType<typeof openssl> =>
      openssl(["pkcs12", "-in", "token", "-passin", `pass:${pin}`, "-nodes"], { token });
    const text = Buffer.from(read("135790").output).toString();
    expect(text).toContain(issued.privateKeyPem.trim());
    expect(text).toContain(issued.certificatePem.trim());
    expect(read("135791").ok).toBe(false);
  });

  it("may come from OpenSSL", ({ skip }) => {
    if (absent !== null) {
      skip(absent);
    }
    const files = { key: issued.privateKeyPem, person: issued.certificatePem, ca: authority.certificatePem };
    const args = [
      "pkcs12",
      "-export",
      "-in",
      "person",
      "-inkey",
      "key",
      "-certfile",
      "ca",
      "-passout",
      "pass:2468",
      "-out",
      "out",
    ];
    const made = openssl(args, files).output;
    expect(openToken(made, "2468")).toEqual({ ok: true, ...contents });
    expect(openToken(made, "2469")).toEqual({ ok: false, reason: "wrong-pin" });
  });
});
