import { describe, expect, it } from "vitest";
import { sealToken } from "../../../main/formats/pkcs12.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";
import { openToken, type Revocations, type TokenDesk } from "../../../main/identity/token.ts";
import { personSchema } from "../../../shared/model/person.ts";

const authority = createAuthority({ name: "x", days: 100, notBefore: new Date(Date.now() - 600_000) });
const issued = issuePerson(authority, {
  person: "p-01",
  name: "王",
  unit: "",
  days: 50,
  notBefore: new Date(Date.now() - 600_000),
});
const { digest, serial } = readCertificate(issued.certificatePem);
const person = personSchema.parse({
  person: "p-01",
  name: "王",
  latinName: "",
  unit: "",
  post: "",
  certificateNo: "",
  roles: [],
  certificate: digest,
});
const token = sealToken({ ...issued, chainPem: authority.certificatePem, pin: "123456", name: "王" });
const later = new Date(Date.now() + 86_400_000);

/** The directory goes on listing the certificate: what refuses is the list of revoked ones alone. */
const desk = (revocations: Revocations | null): TokenDesk => ({
  folder: { list: () => ["p-01"], read: () => token },
  guard: {
    state: () => ({ state: "ready" }),
    failed: () => ({ retryAfterSeconds: 1, attemptsLeft: 1 }),
    clear: () => undefined,
  },
  directory: { find: () => person, list: () => [person], received: true },
  authorities: () => [authority.certificatePem],
  revocations: () => revocations,
  now: () => new Date(),
});

describe("a token whose certificate was revoked", () => {
  it.each([
    ["with another certificate on the list", { due: later, revoked: [{ serial: "00" }] }, true],
    ["before any list has come", null, true],
  ])("opens %s", (_when, list, ok) => {
    expect(openToken(desk(list), "p-01", "123456").ok).toBe(ok);
  });

  it("does not open, though the directory has not heard of it yet", () => {
    expect(openToken(desk({ due: later, revoked: [{ serial }] }), "p-01", "123456")).toEqual({
      ok: false,
      failure: { code: "certificate-revoked" },
    });
  });

  it("is not judged by a list that ran out", () => {
    const due = new Date(Date.now() - 1000);
    expect(openToken(desk({ due, revoked: [] }), "p-01", "123456")).toEqual({
      ok: false,
      failure: { code: "revocations-stale", due: due.toISOString() },
    });
  });
});
