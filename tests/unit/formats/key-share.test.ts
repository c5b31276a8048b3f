import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSealed, sealTo } from "../../../main/formats/enveloped.ts";
import { combineShares, readShareText, shareText, splitKey, type KeyShare } from "../../../main/formats/key-share.ts";
import { openssl, whyNoOpenssl } from "../../support/openssl.ts";
import { createAuthority, issuePerson } from "../../../main/formats/x509.ts";

const key = new Uint8Array(randomBytes(32));

async function split(threshold: number, total: number, of = key): Promise<KeyShare[]> {
  return splitKey(of, threshold, total);
}

describe("shares of a key (Shamir over GF(256))", () => {
  it("give the key back from any set that is large enough, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer(),
        async (secret, threshold, more, seed) => {
          const shares = await split(threshold, threshold + more, secret);
          const chosen = shares
            .toSorted((a, b) => ((a.number * seed) % 7) - ((b.number * seed) % 7))
            .slice(0, threshold);
          const combined = await combineShares(chosen);
          expect(combined.ok && Buffer.from(combined.key).equals(Buffer.from(secret))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("say nothing that fits with one fewer: too few are refused, and combined anyhow they give another key", async () => {
    const shares = await split(3, 5);
    expect(await combineShares(shares.slice(0, 2))).toEqual({ ok: false, reason: "too-few" });
    // A mutant that trusts the number on the share: the check value still catches it.
    const lowered = shares.slice(0, 2).map((share) => ({ ...share, threshold: 2 }));
    expect(await combineShares(lowered)).toEqual({ ok: false, reason: "altered" });
  });

  it("are refused when mixed, brought twice or altered, with the place of the share", async () => {
    const shares = await split(2, 3);
    const [one, two] = shares;
    const [other] = await split(2, 3);
    if (one === undefined || two === undefined || other === undefined) {
      throw new Error("no shares");
    }
    expect(await combineShares([one, other])).toEqual({ ok: false, reason: "mixed", share: 2 });
    expect(await combineShares([one, one])).toEqual({ ok: false, reason: "duplicate", share: 2 });
    const renamed = { ...one, number: 3 };
    expect(await combineShares([one, renamed])).toEqual({ ok: false, reason: "duplicate", share: 2 });
    const data = Uint8Array.from(two.data);
    data[5] = (data[5] ?? 0) ^ 1;
    expect(await combineShares([one, { ...two, data }])).toEqual({ ok: false, reason: "altered" });
    expect(await combineShares([])).toEqual({ ok: false, reason: "too-few" });
  });

  it("can be printed and typed again, with blanks, small letters and look-alikes", async () => {
    const [share] = await split(2, 2);
    if (share === undefined) {
      throw new Error("no share");
    }
    const text = shareText(share);
    expect(text).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{1,5}-?)+$/u);
    const typed = ` ${text.toLowerCase().replaceAll("-", " \n").replaceAll("0", "o").replaceAll("1", "l")} `;
    expect(readShareText(typed)).toEqual({ ok: true, share });
  });

  it("notice every single letter that was typed wrong", async () => {
    const [share] = await split(2, 2);
    const text = share === undefined ? "" : shareText(share);
    const wrong = Array.from({ length: text.length }, (_none, at) => {
      const letter = text[at];
      return letter === "-"
        ? null
        : readShareText(`${text.slice(0, at)}${letter === "7" ? "8" : "7"}${text.slice(at + 1)}`);
    }).filter((answer) => answer !== null);
    // The last letter also carries bits that mean nothing; it may change without changing the share.
    expect(wrong.slice(0, -1).every((answer) => !answer.ok)).toBe(true);
    expect(readShareText(text.slice(1))).toEqual({ ok: false, reason: "unreadable" });
    expect(readShareText("")).toEqual({ ok: false, reason: "unreadable" });
  });
});

describe("what is sealed to one person (CMS EnvelopedData)", () => {
  const authority = createAuthority({ name: "x", days: 10 });
  const holder = issuePerson(authority, { person: "p-01", name: "a", unit: "", days: 5 });
  const stranger = issuePerson(authority, { person: "p-02", name: "b", unit: "", days: 5 });
  const sealed = sealTo(holder.certificatePem, Buffer.from("share"));

  it.skipIf(whyNoOpenssl() !== null)("is what openssl opens", () => {
    const files = { sealed, "key.pem": holder.privateKeyPem, "own.pem": holder.certificatePem };
    const { output } = openssl("cms -decrypt -inform DER -in sealed -inkey key.pem -recip own.pem".split(" "), files);
    expect(Buffer.from(output).toString()).toBe("share");
  });

  it("opens for its holder and for nobody else", () => {
    expect(Buffer.from(openSealed(sealed, holder) ?? []).toString()).toBe("share");
    expect(openSealed(sealed, stranger)).toBeNull();
    expect(() => openSealed(sealed, { ...stranger, certificatePem: holder.certificatePem })).toThrow("does not open");
    expect(() => openSealed(sealed.slice(0, -1), holder)).toThrow("not der");
  });
});
