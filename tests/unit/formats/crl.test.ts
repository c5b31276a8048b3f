import { describe, expect, it } from "vitest";
import { issueCrl, readCrl, type Crl } from "../../../main/formats/crl.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";
import { openssl, whyNoOpenssl } from "../../support/openssl.ts";

const authority = createAuthority({ name: "示例机关", days: 100 });
const person = issuePerson(authority, { person: "p-01", name: "王", unit: "", days: 10 });
const { serial } = readCertificate(person.certificatePem);
const second = (moment: string): Date => new Date(moment);
const list: Crl = {
  number: 300,
  issuedAt: second("2026-11-25T08:00:00Z"),
  due: second("2026-12-25T08:00:00Z"),
  revoked: [
    { serial, at: second("2026-11-24T00:00:00Z"), reason: "keyCompromise" },
    { serial: "00ff01", at: second("2026-11-24T00:00:00Z"), reason: "unspecified" },
  ],
};

describe("a list of revoked certificates (X.509 CRL)", () => {
  it("says what was signed, also when nothing is revoked", () => {
    expect(readCrl(issueCrl(authority, list), authority.certificatePem)).toEqual(list);
    const empty = { ...list, revoked: [] };
    expect(readCrl(issueCrl(authority, empty), authority.certificatePem)).toEqual(empty);
  });

  it.skipIf(whyNoOpenssl() !== null)("is what openssl reads and verifies", () => {
    const files = { list: issueCrl(authority, list), "ca.pem": authority.certificatePem };
    const { output, errors } = openssl("crl -inform DER -in list -text -noout -CAfile ca.pem".split(" "), files);
    expect(errors).toContain("verify OK");
    const text = Buffer.from(output).toString();
    expect(text).toContain("Key Compromise");
    expect(text).toContain(serial.toUpperCase());
  });

  it("is refused from another authority of the same name, and with any one byte changed", () => {
    const other = createAuthority({ name: "示例机关", days: 100 });
    const der = issueCrl(authority, list);
    expect(() => readCrl(issueCrl(other, list), authority.certificatePem)).toThrow("not signed by its authority");
    const taken = Array.from({ length: der.length }, (_none, at) => {
      const changed = Uint8Array.from(der);
      changed[at] = (changed[at] ?? 0) ^ 1;
      try {
        readCrl(changed, authority.certificatePem);
        return true;
      } catch {
        return false;
      }
    });
    expect(taken).not.toContain(true);
  });
});
