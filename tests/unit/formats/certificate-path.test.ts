import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAuthorityPath, personPurposeRefusal } from "../../../main/formats/certificate-path.ts";
import { createAuthority, issuePerson, verifyChain } from "../../../main/formats/x509.ts";
import { whyNoOpenssl } from "../../support/openssl.ts";

// A certificate is good from the second in which it is made.
const now = new Date(Date.now() + 60_000);
const day = 86_400_000;

describe.skipIf(whyNoOpenssl() !== null)("a chain of an outside authority, made by openssl", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-chain-"));
  const run = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), "utf8");
  const make = (name: string, issuer: string | null, extensions: string, bits = 2048): void => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    run(
      "req",
      "-newkey",
      `rsa:${bits}`,
      "-nodes",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      `/CN=${name}`,
    );
    const by =
      issuer === null
        ? ["-key", `${name}.key`]
        : ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial"];
    run(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-days",
      "30",
      "-sha256",
      "-extfile",
      `${name}.ext`,
      "-out",
      `${name}.pem`,
      ...by,
    );
  };
  const ca = (more = ""): string => `basicConstraints=critical,CA:TRUE${more}\nkeyUsage=critical,keyCertSign,cRLSign\n`;

  beforeAll(() => {
    make("root", null, ca());
    make("short", null, ca(",pathlen:0"));
    make("issuing", "root", ca(",pathlen:0"));
    make("below-short", "short", ca());
    make("no-ca", "root", "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n");
    make("constrained", null, `${ca()}nameConstraints=critical,permitted;email:example.org\n`);
    make("weak", null, ca(), 1024);
    make(
      "person",
      "issuing",
      "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=emailProtection\n",
    );
    make(
      "server",
      "issuing",
      "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n",
    );
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is accepted from its root to the one that issues, in any order in the file", () => {
    const answer = checkAuthorityPath(`${pem("issuing")}\n${pem("root")}`, now);
    expect(answer).toMatchObject({ ok: true, name: "issuing" });
    expect(verifyChain(pem("person"), answer.ok ? [answer.issuerPem] : [], now)).toEqual({ ok: true });
  });

  it.each([
    ["nothing that is a certificate", () => "hello", "unreadable"],
    ["an authority without its root", () => pem("issuing"), "no-root"],
    ["two roots", () => pem("root") + pem("short"), "no-root"],
    ["an end certificate as an authority", () => pem("root") + pem("no-ca"), "not-an-authority"],
    ["more authorities below than the root allows", () => pem("short") + pem("below-short"), "too-long"],
    ["an extension that must be understood and is not", () => pem("constrained"), "unsupported"],
    ["a key that is too short", () => pem("weak"), "weak"],
  ])("refuses %s", (_what, chain, reason) => {
    expect(checkAuthorityPath(chain(), now)).toEqual({ ok: false, reason });
  });

  it("refuses a chain before and after its time", () => {
    expect(checkAuthorityPath(pem("root"), new Date(now.getTime() + 31 * day))).toMatchObject({ reason: "expired" });
    expect(checkAuthorityPath(pem("root"), new Date(now.getTime() - day))).toMatchObject({ reason: "not-yet-valid" });
  });

  it("takes a certificate for signing, not one of a server", () => {
    expect(personPurposeRefusal(pem("person"), now)).toBeNull();
    expect(personPurposeRefusal(pem("server"), now)).toBe("purpose");
    expect(personPurposeRefusal(pem("root"), now)).toBe("purpose");
  });
});

it("takes what the built-in authority issues to a person", () => {
  const authority = createAuthority({ name: "x", days: 10 });
  expect(
    personPurposeRefusal(issuePerson(authority, { person: "p-01", name: "a", unit: "", days: 5 }).certificatePem, now),
  ).toBeNull();
});
