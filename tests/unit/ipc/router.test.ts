import { describe, expect, it } from "vitest";
import { answer, type Handlers } from "../../../main/ipc/index.ts";
import { fitsWithin } from "../../../main/ipc/plain-input.ts";
import type { Sender } from "../../../main/shell/port.ts";
import { requestChannels } from "../../../shared/ipc/channels.ts";
import { fail, ok } from "../../../shared/result.ts";

const origin = "https://app.vitrine.invalid";
const own: Sender = { isMainFrame: true, url: `${origin}/` };

function start(overrides: Partial<Handlers> = {}) {
  const bugs: unknown[] = [];
  const refusals: string[] = [];
  const seen: unknown[] = [];
  // One handler for every channel: what is under test is what happens before and after it.
  const handlers = Object.fromEntries(
    requestChannels.map((channel) => [
      channel,
      async (input: unknown) => {
        seen.push([channel, input]);
        return fail({ code: "not-signed-in" });
      },
    ]),
  ) as unknown as Handlers;
  const options = {
    interfaceOrigin: origin,
    reportBug: (_channel: string, error: unknown) => {
      bugs.push(error);
      return "7F3K";
    },
    reportRefusal: (channel: string, reason: string) => void refusals.push(`${channel} ${reason}`),
  };
  const call = async (channel: string, input?: unknown, sender: Sender = own) =>
    answer({ ...handlers, ...overrides }, options, channel, input, sender);
  return { call, bugs, refusals, seen };
}

describe("ipc router", () => {
  it("hands a message that matches its row to its handler", async () => {
    const { call, seen } = start();
    expect(
      await call("footage:show", { asset: "not an asset id at all, far too long for one ".repeat(9) }),
    ).toMatchObject({
      failure: { code: "bad-request", field: "asset" },
    });
    expect(await call("identity:signIn", { token: "a", pin: "123456" })).toEqual(fail({ code: "not-signed-in" }));
    expect(seen).toEqual([["identity:signIn", { token: "a", pin: "123456" }]]);
  });

  it.each<[string, Sender]>([
    ["another origin", { isMainFrame: true, url: "https://example.com/" }],
    ["a look-alike host", { isMainFrame: true, url: "https://app.vitrine.invalid.example.com/" }],
    ["a user name that looks like us", { isMainFrame: true, url: "https://app.vitrine.invalid@example.com/" }],
    ["another port", { isMainFrame: true, url: "https://app.vitrine.invalid:8443/" }],
    ["another scheme", { isMainFrame: true, url: "http://app.vitrine.invalid/" }],
    ["the picture frame", { isMainFrame: false, url: "https://vault.vitrine.invalid/t/" }],
    ["an about:blank frame", { isMainFrame: false, url: "about:blank" }],
    ["a main frame on about:blank", { isMainFrame: true, url: "about:blank" }],
    ["a main frame without an address", { isMainFrame: true, url: "" }],
    ["a nested frame on our own origin", { isMainFrame: false, url: `${origin}/` }],
  ])("A34 R3: refuses a message from %s and runs no handler", async (_name, sender) => {
    const { call, seen, refusals } = start();
    expect(await call("station:status", undefined, sender)).toEqual(fail({ code: "bad-request", field: "sender" }));
    expect(seen).toEqual([]);
    expect(refusals).toEqual(["station:status sender"]);
  });

  it("knows app:// by scheme and host, though its URL origin is opaque", async () => {
    const { seen } = start();
    const result = await answer(
      { "station:status": async () => fail({ code: "not-signed-in" }) } as unknown as Handlers,
      { interfaceOrigin: "app://vitrine", reportBug: () => "7F3K" },
      "station:status",
      undefined,
      { isMainFrame: true, url: "app://vitrine/index.html" },
    );
    expect(result).toEqual(fail({ code: "not-signed-in" }));
    expect(seen).toEqual([]);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "", "station:statu", "vault:keys"])(
    "A35 refuses the channel %j, which is no row of the table",
    async (channel) => {
      const { call } = start();
      expect(await call(channel)).toEqual(fail({ code: "bad-request", field: "channel" }));
    },
  );

  it("A35 refuses an input that is too large before parsing it", async () => {
    const { call, refusals, seen } = start();
    expect(await call("requests:saveDraft", { draft: "x".repeat(5_000_000) })).toEqual(
      fail({ code: "bad-request", field: "size" }),
    );
    expect(refusals).toEqual(["requests:saveDraft size"]);
    expect(seen).toEqual([]);
  });

  it("accepts the largest draft the table allows", async () => {
    const { call, seen } = start();
    await call("requests:saveDraft", { draft: "界".repeat(65_536) });
    expect(seen).toHaveLength(1);
  });

  it("turns a bug into an incident number and says nothing else", async () => {
    const { call, bugs } = start({
      "sync:now": async () => {
        throw new Error("secret path");
      },
    });
    expect(await call("sync:now")).toEqual(fail({ code: "internal", incident: "7F3K" }));
    expect(bugs).toHaveLength(1);
  });

  it("refuses to send an answer that does not match its row", async () => {
    // A handler with a bug: the compiler is told to look away.
    const wrong = (async () => ok({ file: 7 })) as unknown as Handlers["log:export"];
    const { call, bugs } = start({ "log:export": wrong });
    expect(await call("log:export")).toEqual(fail({ code: "internal", incident: "7F3K" }));
    expect(bugs).toHaveLength(1);
  });
});

describe("plain input", () => {
  it("counts what JSON can say", () => {
    expect(fitsWithin({ a: [1, "two", null, undefined, true] }, 1000)).toBe(true);
    expect(fitsWithin("x".repeat(400), 1000)).toBe(false);
  });

  it.each<[string, unknown]>([
    ["a buffer", new Uint8Array(4)],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a function", () => 1],
    ["a big integer", 1n],
    ["an instance", new URL("https://example.com/")],
  ])("refuses %s", (_name, value) => {
    expect(fitsWithin({ value }, 10_000)).toBe(false);
  });

  it("refuses a cycle", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(fitsWithin(cycle, 10_000_000)).toBe(false);
  });
});
