import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { sealToken } from "../../../main/formats/pkcs12.ts";
import { createAuthority, issuePerson, readCertificate } from "../../../main/formats/x509.ts";
import { openToken, openTokenOrConceal, type Revocations, type TokenDesk } from "../../../main/identity/token.ts";
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

describe("a PIN that somebody tries (no enumeration, no attempt for nothing)", () => {
  /** What happened, in order: an attempt counted or forgotten, a key derived from the PIN with so many rounds. */
  function watched(read: (id: string) => Uint8Array | null): { readonly desk: TokenDesk; readonly events: string[] } {
    const events: string[] = [];
    const guard: TokenDesk["guard"] = {
      state: () => ({ state: "ready" }),
      failed: () => {
        events.push("counted");
        return { retryAfterSeconds: 1, attemptsLeft: 3 };
      },
      clear: () => void events.push("forgotten"),
    };
    return { desk: { ...desk(null), folder: { list: () => [], read }, guard }, events };
  }
  const pkcs12 = forge.pkcs12 as unknown as { generateKey: (...args: unknown[]) => unknown };

  function work(open: typeof openToken, read: (id: string) => Uint8Array | null, pin: string) {
    const { desk: watchedDesk, events } = watched(read);
    const derive = pkcs12.generateKey;
    pkcs12.generateKey = (...args) => {
      events.push(`derived ${String(args[2])} ${String(args[3])} ${String(args[4])}`);
      return derive(...args);
    };
    try {
      return { answer: open(watchedDesk, "p-01", pin), events };
    } finally {
      pkcs12.generateKey = derive;
    }
  }

  it("costs the same work and says the same where there is no such certificate", () => {
    const wrong = work(openTokenOrConceal, () => token, "000000");
    const absent = work(openTokenOrConceal, () => null, "000000");
    expect(absent).toEqual(wrong);
    expect(wrong.events).toEqual(["counted", "derived 3 10000 20"]);
    expect(wrong.answer).toEqual({ ok: false, failure: { code: "wrong-pin", retryAfterSeconds: 1, attemptsLeft: 3 } });
  });

  it("is counted before it is tried, so that ending the program in between buys nothing", () => {
    const { events, answer } = work(openToken, () => token, "123456");
    expect(answer.ok).toBe(true);
    expect(events[0]).toBe("counted");
    expect(events.at(-1)).toBe("forgotten");
  });

  it("of a revoked certificate, wrong, is answered like any other", () => {
    const list = { due: later, revoked: [{ serial }] };
    const answers = [null, list].map((revocations) => openTokenOrConceal(desk(revocations), "p-01", "000000"));
    expect(answers[1]).toEqual(answers[0]);
  });
});
