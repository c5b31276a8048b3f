import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, type Handlers, type RouterOptions } from "../../../main/ipc/index.ts";
import type { Sender } from "../../../main/shell/port.ts";
import { failureSchema } from "../../../shared/failure.ts";
import { requestChannels } from "../../../shared/ipc/channels.ts";
import { requests } from "../../../shared/ipc/contract.ts";
import { fail, ok } from "../../../shared/result.ts";
import { arbitraryOf, broken, hostileInputs } from "../../support/arbitrary.ts";

/** Fixed, so that every run makes the same cases; a failure prints it together with the path to its case. */
const seed = 20_261_201;
const origin = "app://vitrine";
const own: Sender = { isMainFrame: true, url: `${origin}/` };

const channels = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<string>(...requestChannels) },
  { weight: 1, arbitrary: fc.constantFrom("", "__proto__", "constructor", "toString", "station:", ":status", "a:b:c") },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
);
const senders = fc.oneof(
  { weight: 9, arbitrary: fc.constant(own) },
  {
    weight: 1,
    arbitrary: fc.record({
      isMainFrame: fc.boolean(),
      url: fc.oneof(fc.webUrl(), fc.string(), fc.constant("about:blank")),
    }),
  },
);

/** Honest values of each channel's input, made once. */
const honest = new Map(requestChannels.map((channel) => [channel as string, arbitraryOf(requests[channel].input)]));
const messages = channels.chain((channel) => {
  const input = honest.get(channel) ?? fc.constant(undefined);
  return fc.tuple(fc.constant(channel), fc.oneof(input, broken(input), hostileInputs), senders);
});

/** What a handler with a bug might do. */
type Deed = "refuse" | "junk" | "junk-refusal" | "throw" | "reject" | "secret";
const deeds = fc.constantFrom<Deed>("refuse", "junk", "junk-refusal", "throw", "reject", "secret");

const secret = "C29tZXRoaW5nIHNlY3JldA";

function bench() {
  let deed: Deed = "refuse";
  const ran: string[] = [];
  const handler = (channel: string) => async (): Promise<unknown> => {
    ran.push(channel);
    switch (deed) {
      case "refuse":
        return fail({ code: "not-signed-in" });
      case "junk":
        return ok({ key: secret, bytes: new Uint8Array(9) });
      case "junk-refusal":
        return { ok: false, failure: { code: "made-up", key: secret } };
      case "throw":
        throw new TypeError(secret);
      case "reject":
        return Promise.reject(secret);
      case "secret":
        return fail({ code: "not-found", subject: "footage", key: secret } as never);
      default:
        return deed satisfies never;
    }
  };
  // Every handler misbehaves in the same way: what is under test is what the router lets through.
  const handlers = Object.fromEntries(
    requestChannels.map((channel) => [channel, handler(channel)]),
  ) as unknown as Handlers;
  const options: RouterOptions = { interfaceOrigin: origin, reportBug: () => "7F3K" };
  return { ran, handlers, options, behave: (next: Deed) => void (deed = next) };
}

/** Whether an answer is one that the contract has for this channel. */
function isInContract(channel: string, result: unknown): boolean {
  if (typeof result !== "object" || result === null || !("ok" in result)) {
    return false;
  }
  if (result.ok === true && "value" in result) {
    const row = Object.hasOwn(requests, channel) ? requests[channel as keyof typeof requests] : null;
    return row?.output.safeParse(result.value).success === true;
  }
  return "failure" in result && failureSchema.safeParse(result.failure).success;
}

describe("the table of channels under hostile messages", () => {
  it("A35 A53 answers 12 000 of them within the contract, without an exception, a secret or a changed prototype", async () => {
    const { ran, handlers, options, behave } = bench();
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const reasons = new Map<string, number>();
    const counting = {
      ...options,
      reportRefusal: (_channel: string, reason: string) => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1),
    };
    await fc.assert(
      fc.asyncProperty(messages, deeds, async ([channel, input, sender], deed) => {
        behave(deed);
        const before = ran.length;
        const result = await answer(handlers, counting, channel, input, sender);
        expect(isInContract(channel, result)).toBe(true);
        expect(JSON.stringify(result)).not.toContain(secret);
        // No handler runs for anybody but the interface.
        expect(ran.length > before && !(sender.isMainFrame && sender.url.startsWith(`${origin}/`))).toBe(false);
      }),
      { seed, numRuns: 12_000 },
    );
    await new Promise((done) => setImmediate(done));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
    // The cases reach every gate, and many a handler.
    expect([...reasons.keys()].toSorted()).toEqual(["channel", "input", "sender", "size"]);
    expect(ran.length).toBeGreaterThan(1000);
    expect(new Set(ran).size).toBeGreaterThan(requestChannels.length * 0.9);
  });

  it("A35 a flood is refused before anything of it is read, and time lets messages in again", async () => {
    const { handlers, options } = bench();
    let left = 3;
    const mayTake = (): boolean => left-- > 0;
    const results = [];
    for (let message = 0; message < 6; message++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      results.push(await answer(handlers, { ...options, mayTake }, "station:status", undefined, own));
    }
    const flooded = fail({ code: "bad-request", field: "rate" });
    expect(results.slice(3)).toEqual([flooded, flooded, flooded]);
    expect(results.slice(0, 3)).not.toContainEqual(flooded);
  });
});
