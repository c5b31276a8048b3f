import { describe, expect, it } from "vitest";
import type { Handlers } from "../../../main/ipc/index.ts";
import { behindSignIn } from "../../../main/station/behind-sign-in.ts";
import { requestChannels } from "../../../shared/ipc/channels.ts";
import { ok } from "../../../shared/result.ts";

/** Every handler answers everything: what is under test stands before it. */
const frank = Object.fromEntries(
  requestChannels.map((channel) => [channel, async () => ok(channel)]),
) as unknown as Handlers;

async function asked(isSignedIn: boolean): Promise<{ answered: string[]; noted: string[] }> {
  const noted: string[] = [];
  const handlers = behindSignIn(frank, () => isSignedIn, {
    act: async (attempt, _subject, work) => {
      noted.push(attempt);
      return work();
    },
  });
  const answers = await Promise.all(
    requestChannels.map(async (channel) => {
      const answer = await (handlers[channel] as () => Promise<{ ok: boolean; failure?: { code: string } }>)();
      expect(answer.ok || answer.failure?.code === "not-signed-in").toBe(true);
      return answer.ok ? [channel] : [];
    }),
  );
  return { answered: answers.flat(), noted };
}

describe("what a station answers before anybody has signed in (R4, R12)", () => {
  it("is this, of the whole table, and a new channel is not among it", async () => {
    const { answered } = await asked(false);
    expect(answered).toEqual([
      "station:status",
      "station:setLocale",
      "station:policy",
      "station:tasks",
      "station:joining",
      "station:join",
      "identity:tokens",
      "identity:signIn",
      "identity:signOut",
      "identity:current",
      "identity:unlock",
      "viewing:current",
      "viewing:halt",
      "log:verify",
      "log:cancelVerify",
      "sync:now",
      "bundle:export",
      "bundle:import",
    ]);
  });

  it("writes down every act that somebody tries without signing in, and no question", async () => {
    const { noted } = await asked(false);
    expect(noted).toContain("log:export");
    expect(noted).toContain("viewing:unlock");
    expect(noted.filter((channel) => /:(?:list|show|entries|page|current|status)$/u.test(channel))).toEqual([]);
  });

  it("is everything once somebody has signed in", async () => {
    expect((await asked(true)).answered).toEqual([...requestChannels]);
  });
});
