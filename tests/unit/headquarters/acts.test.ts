import { describe, expect, it } from "vitest";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { signCms } from "../../../main/formats/cms.ts";
import { createAuthority, issuePerson, readCertificate, type CertificateWithKey } from "../../../main/formats/x509.ts";
import { createActReader } from "../../../main/headquarters/acts.ts";
import type { Directory } from "../../../main/headquarters/directory.ts";
import type { Station } from "../../../main/headquarters/stations.ts";
import { sessionActSchema } from "../../../shared/http/acts.ts";
import { personSchema } from "../../../shared/model/person.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-22T08:00:00Z");
const authority = createAuthority({ name: "authority", days: 3650, notBefore: new Date(now - 1000 * day) });
const issue = (from: number, days: number): CertificateWithKey =>
  issuePerson(authority, { person: "p-01", name: "n", unit: "u", days, notBefore: new Date(now + from * day) });
const valid = issue(-10, 100);
// The reader uses the origin alone.
const station = { logOrigin: "x/ws/1/0" } as Station;

function readerKnowing(certificate: CertificateWithKey) {
  const { digest } = readCertificate(certificate.certificatePem);
  const person = personSchema.parse({
    person: "p-01",
    name: "n",
    latinName: "",
    unit: "",
    post: "",
    certificateNo: "",
    roles: [],
    certificate: digest,
  });
  // The reader only looks people up.
  const directory = {
    find: async (id: string) =>
      id === "p-01" ? { person, certificatePem: null, outside: false, revoked: false, authorisation: null } : null,
  } as unknown as Directory;
  return createActReader({
    trust: { issuers: () => [authority.certificatePem], isRevoked: () => false },
    clock: { now: () => now },
    directory,
  });
}

const act = {
  v: 1,
  t: "person.session",
  person: "p-01",
  station: "x/ws/1/0",
  at: new Date(now).toISOString(),
  nonce: "n",
};
const sign = (content: Uint8Array, signer: CertificateWithKey, at = now) =>
  signCms(content, { ...signer, at: new Date(at) });

describe("reading a signed act", () => {
  it("takes the act of the person whose certificate the directory lists", async () => {
    const opened = await readerKnowing(valid).open(sign(encodeCanonical(act), valid), sessionActSchema, station);
    expect(opened).toMatchObject({ ok: true, value: { act } });
  });

  it.each([
    ["an expired certificate", issue(-50, 20), "certificate-expired", now - 40 * day],
    ["a certificate that is not valid yet", issue(5, 20), "certificate-foreign", now + 6 * day],
  ])("refuses %s", async (_what, certificate, code, at) => {
    const opened = await readerKnowing(certificate).open(
      sign(encodeCanonical(act), certificate, at),
      sessionActSchema,
      station,
    );
    expect(opened).toMatchObject({ ok: false, failure: { code } });
  });

  it("refuses another certificate of the same person, which the directory does not list", async () => {
    const opened = await readerKnowing(valid).open(
      sign(encodeCanonical(act), issue(-10, 100)),
      sessionActSchema,
      station,
    );
    expect(opened).toMatchObject({ failure: { code: "certificate-foreign" } });
  });

  it("refuses content that is not canonical, though it is signed and says the same", async () => {
    const loose = Buffer.from(JSON.stringify({ ...act, nonce: "n" }, null, 1));
    expect(await readerKnowing(valid).open(sign(loose, valid), sessionActSchema, station)).toMatchObject({
      failure: { code: "bad-request", field: "cms" },
    });
  });

  it("refuses the bytes with any one of them changed", async () => {
    const cms = sign(encodeCanonical(act), valid);
    const reader = readerKnowing(valid);
    const taken = await Promise.all(
      Array.from({ length: 64 }, (_none, step) => Math.floor((step * cms.length) / 64)).map(async (at) => {
        const changed = Uint8Array.from(cms);
        changed[at] = (changed[at] ?? 0) ^ 0x01;
        return (await reader.open(changed, sessionActSchema, station)).ok;
      }),
    );
    expect(taken).not.toContain(true);
  });
});
