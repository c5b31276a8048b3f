import type { Handlers } from "../ipc/index.ts";
import type { RequestChannel } from "../../shared/ipc/channels.ts";
import { fail } from "../../shared/result.ts";

/**
 * Looking up what tells of persons, of cases or of files that somebody brought. Whoever stands before a station at which
 * nobody has signed in learns none of it; acts say by themselves that they need a person, and log it.
 */
const forSomebody: ReadonlySet<string> = new Set<RequestChannel>([
  "identity:people",
  "requests:scans",
  "annotations:list",
  "evidence:files",
  "policy:arrivals",
  "administration:arrivals",
  "administration:dropShares",
]);

/** The same handlers, of which these answer only while somebody is signed in. */
export function behindSignIn(handlers: Handlers, isSignedIn: () => boolean): Handlers {
  const gated = Object.entries(handlers).map(([channel, handler]) => {
    // The table ties each handler to its row; TypeScript cannot follow a union of pairs here.
    const answer = handler as (input: unknown) => Promise<unknown>;
    const guarded = async (input: unknown): Promise<unknown> =>
      isSignedIn() ? answer(input) : fail({ code: "not-signed-in" });
    return [channel, forSomebody.has(channel) ? guarded : answer];
  });
  return Object.fromEntries(gated) as Handlers;
}
