import { createPublicKey } from "node:crypto";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../main/formats/format-error.ts";
import {
  createAuthority,
  createCsr,
  isKeyOf,
  issueDevice,
  issuePerson,
  pemOfCertificate,
  publicKeyOfCsr,
  readCertificate,
  verifyChain,
} from "../../../main/formats/x509.ts";
import { openssl, whyNoOpenssl } from "../../support/openssl.ts";
import { outcomeOf } from "../../support/outcome.ts";

const begin = new Date("2026-11-01T00:00:00Z");
const within = new Date("2026-11-22T00:00:00Z");
const authority = createAuthority({ name: "市公安局 证书中心", days: 3650, notBefore: begin });
const stranger = createAuthority({ name: "市公安局 证书中心", days: 3650, notBefore: begin });
const person = { person: "p-0003", name: "王海涛", unit: "督察支队", days: 365, notBefore: begin };
const issued = issuePerson(authority, person);
const absent = whyNoOpenssl();

describe("a person's certificate", () => {
  it("names the person", () => {
    const certificate = readCertificate(issued.certificatePem);
    expect(certificate.subject).toEqual({ commonName: "王海涛", serialNumber: "p-0003" });
    expect(certificate.notBefore).toEqual(begin);
    expect(certificate.notAfter).toEqual(new Date("2027-11-01T00:00:00Z"));
    expect(certificate.digest).toMatch(/^[0-9a-f]{64}$/u);
    expect(certificate.serial).toMatch(/^[0-9a-f]{32}$/u);
    expect(readCertificate(certificate.der)).toEqual(readCertificate(pemOfCertificate(certificate.der)));
  });

  it("belongs to its key and to no other", () => {
    expect(isKeyOf(issued.certificatePem, issued.privateKeyPem)).toBe(true);
    expect(isKeyOf(issued.certificatePem, authority.privateKeyPem)).toBe(false);
  });

  it("is trusted while it is valid, to the second", () => {
    const at = (time: string): unknown =>
      verifyChain(issued.certificatePem, [authority.certificatePem], new Date(time));
    expect(at("2026-10-31T23:59:59Z")).toEqual({ ok: false, reason: "not-yet-valid" });
    expect(at("2026-11-01T00:00:00Z")).toEqual({ ok: true });
    expect(at("2027-11-01T00:00:00Z")).toEqual({ ok: true });
    expect(at("2027-11-01T00:00:01Z")).toEqual({ ok: false, reason: "expired" });
  });

  it("is trusted only when an enrolled authority issued it, whatever that one is called", () => {
    expect(verifyChain(issued.certificatePem, [stranger.certificatePem], within)).toEqual({
      ok: false,
      reason: "foreign",
    });
    expect(verifyChain(issued.certificatePem, [], within)).toEqual({ ok: false, reason: "foreign" });
    expect(verifyChain(issued.certificatePem, [stranger.certificatePem, authority.certificatePem], within)).toEqual({
      ok: true,
    });
  });

  it("is not trusted after its authority's own end", () => {
    const brief = createAuthority({ name: "brief", days: 10, notBefore: begin });
    const { certificatePem } = issuePerson(brief, person);
    expect(verifyChain(certificatePem, [brief.certificatePem], within)).toEqual({ ok: false, reason: "expired" });
  });

  it("does not make its holder an authority", () => {
    const pretended = issuePerson(
      { certificatePem: issued.certificatePem, privateKeyPem: issued.privateKeyPem },
      person,
    );
    expect(verifyChain(pretended.certificatePem, [issued.certificatePem], within)).toEqual({
      ok: false,
      reason: "foreign",
    });
    expect(verifyChain(pretended.certificatePem, [authority.certificatePem], within)).toEqual({
      ok: false,
      reason: "foreign",
    });
    expect(verifyChain(authority.certificatePem, [authority.certificatePem], within)).toEqual({
      ok: false,
      reason: "foreign",
    });
  });

  it("is not trusted when it is signed over SHA-1", () => {
    // Names in ASCII: node-forge writes others back with other bytes, and another issuer would be refused for that alone.
    const latin = createAuthority({ name: "authority", days: 3650, notBefore: begin });
    const holder = issuePerson(latin, { ...person, name: "Wang", unit: "inspection" });
    const signedOver = (digest: forge.md.MessageDigest): string => {
      const certificate = forge.pki.certificateFromPem(holder.certificatePem);
      certificate.sign(forge.pki.privateKeyFromPem(latin.privateKeyPem), digest);
      return forge.pki.certificateToPem(certificate);
    };
    const judged = (certificate: string): unknown => verifyChain(certificate, [latin.certificatePem], within);
    expect(judged(signedOver(forge.md.sha256.create()))).toEqual({ ok: true });
    expect(judged(signedOver(forge.md.sha1.create()))).toEqual({ ok: false, reason: "foreign" });
  });

  it("is not trusted with any one byte changed", () => {
    const { der } = readCertificate(issued.certificatePem);
    for (let at = 0; at < der.byteLength; at += 13) {
      const changed = der.with(at, (der[at] ?? 0) ^ 1);
      const judged = outcomeOf(() => verifyChain(pemOfCertificate(changed), [authority.certificatePem], within));
      expect(["refused", { ok: false, reason: "foreign" }]).toContainEqual(judged);
    }
  });

  it("is refused when it is no certificate", () => {
    expect(() => readCertificate("")).toThrow(FormatError);
    expect(() => readCertificate(new Uint8Array(10))).toThrow(FormatError);
    expect(() => verifyChain(issued.privateKeyPem, [authority.certificatePem], within)).toThrow(FormatError);
  });

  it("is accepted by OpenSSL for signing", ({ skip }) => {
    if (absent !== null) {
      skip(absent);
    }
    const args = [
      "verify",
      "-x509_strict",
      "-CAfile",
      "ca",
      "-purpose",
      "smimesign",
      "-attime",
      "1795300000",
      "person",
    ];
    const { ok, errors } = openssl(args, { ca: authority.certificatePem, person: issued.certificatePem });
    expect(errors).toBe("");
    expect(ok).toBe(true);
  });
});

describe("a device's certificate", () => {
  it("carries the request's key and the authority's words", () => {
    const { csrPem, privateKeyPem } = createCsr({ commonName: "asked for" });
    const device = issueDevice(authority, csrPem, { commonName: "ws-01", days: 30, client: true, notBefore: begin });
    expect(readCertificate(device.certificatePem).subject.commonName).toBe("ws-01");
    expect(isKeyOf(device.certificatePem, privateKeyPem)).toBe(true);
    expect(verifyChain(device.certificatePem, [authority.certificatePem], within)).toEqual({ ok: true });
  });

  it("is not issued for a request that its key did not sign", () => {
    const mine = createCsr({ commonName: "mine" });
    const request = forge.pki.certificationRequestFromPem(mine.csrPem);
    request.publicKey = forge.pki.publicKeyFromPem(publicKeyOfCsr(createCsr({ commonName: "theirs" }).csrPem));
    request.sign(forge.pki.privateKeyFromPem(mine.privateKeyPem), forge.md.sha256.create());
    const forged = forge.pki.certificationRequestToPem(request);
    expect(() => issueDevice(authority, forged, { commonName: "ws-01", days: 30 })).toThrow(FormatError);
    expect(() => publicKeyOfCsr("-----BEGIN CERTIFICATE REQUEST-----")).toThrow(FormatError);
  });

  it("is accepted by OpenSSL as a server of its names only", ({ skip }) => {
    if (absent !== null) {
      skip(absent);
    }
    const publicKeyPem = createPublicKey(createCsr({ commonName: "any" }).privateKeyPem).export({
      type: "spki",
      format: "pem",
    });
    const device = issueDevice(
      authority,
      { publicKeyPem: publicKeyPem.toString() },
      {
        commonName: "headquarters",
        days: 30,
        dns: ["headquarters.example"],
        ip: ["127.0.0.1"],
        server: true,
        notBefore: begin,
      },
    );
    const files = { ca: authority.certificatePem, device: device.certificatePem };
    const verify = (...args: readonly string[]): boolean =>
      openssl(["verify", "-CAfile", "ca", "-attime", "1795300000", ...args, "device"], files).ok;
    expect(verify("-purpose", "sslserver", "-verify_hostname", "headquarters.example")).toBe(true);
    expect(verify("-purpose", "sslserver", "-verify_ip", "127.0.0.1")).toBe(true);
    expect(verify("-purpose", "sslserver", "-verify_hostname", "other.example")).toBe(false);
    expect(verify("-purpose", "sslclient")).toBe(false);
  });
});
