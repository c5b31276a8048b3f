import type { Handlers } from "../ipc/index.ts";
import type { RequestChannel } from "../../shared/ipc/channels.ts";
import { fail } from "../../shared/result.ts";
import type { Accountability } from "./accountability.ts";

/**
 * Who may ask: `anybody` who stands before the station, or `somebody` who has signed in. An `act` needs a person too, and
 * trying one without stands in the log (rule R12); asking a question without does not, since a page may ask every second.
 *
 * The whole table is here, so that a channel without a line does not compile.
 */
const asker = {
  "station:status": "anybody",
  "station:setLocale": "anybody",
  "station:policy": "anybody",
  "station:joining": "anybody",
  "station:join": "anybody",
  // Answers an empty list: what waits, waits for a person.
  "station:tasks": "anybody",
  "tasks:seen": "somebody",
  "station:askNewLog": "act",
  "identity:tokens": "anybody",
  "identity:signIn": "anybody",
  "identity:signOut": "anybody",
  "identity:current": "anybody",
  "identity:active": "somebody",
  // A supervisor's certificate and PIN stand in it.
  "identity:unlock": "anybody",
  "identity:people": "somebody",
  "footage:search": "somebody",
  "footage:show": "somebody",
  "requests:file": "act",
  "requests:list": "somebody",
  "requests:show": "somebody",
  "requests:decide": "act",
  "requests:step": "act",
  "requests:delegations": "somebody",
  "requests:delegate": "act",
  "requests:endDelegation": "act",
  "requests:scans": "somebody",
  "requests:attach": "act",
  "requests:openScan": "somebody",
  "requests:saveDraft": "act",
  "requests:draft": "somebody",
  "standingOrders:list": "somebody",
  "standingOrders:propose": "act",
  "standingOrders:decide": "act",
  "standingOrders:withdraw": "act",
  "standingOrders:use": "act",
  "standingOrders:ahead": "act",
  "grants:list": "somebody",
  "viewing:prepare": "act",
  // Ends with the session, so that before sign-in there is none.
  "viewing:current": "anybody",
  "viewing:notice": "somebody",
  "viewing:checkIn": "act",
  "viewing:admit": "act",
  "viewing:object": "act",
  "viewing:checkOut": "act",
  "viewing:handOver": "act",
  "viewing:confirm": "act",
  // Taking a picture away needs nobody's leave.
  "viewing:halt": "anybody",
  "viewing:acceptNotice": "act",
  "viewing:unlock": "act",
  "viewing:open": "act",
  "viewing:closeBeside": "act",
  "viewing:align": "act",
  "viewing:resume": "act",
  "viewing:end": "act",
  "annotations:list": "somebody",
  "annotations:add": "act",
  "annotations:notes": "somebody",
  "annotations:fetch": "somebody",
  "annotations:history": "somebody",
  "annotations:sign": "act",
  "annotations:export": "act",
  "receipts:list": "somebody",
  "receipts:take": "act",
  "forms:print": "act",
  "registers:page": "somebody",
  "registers:filters": "somebody",
  "registers:saveFilters": "somebody",
  "registers:viewings": "somebody",
  "registers:refusals": "somebody",
  "retention:show": "somebody",
  "retention:order": "act",
  "evidence:list": "somebody",
  "evidence:mark": "act",
  "evidence:markRange": "act",
  "evidence:step": "act",
  "evidence:check": "act",
  "evidence:files": "somebody",
  "evidence:checkFile": "act",
  "evidence:cite": "somebody",
  "declarations:list": "somebody",
  "declarations:file": "act",
  "declarations:decide": "act",
  "times:list": "somebody",
  "times:sign": "act",
  "incidents:list": "somebody",
  "incidents:record": "act",
  "incidents:step": "act",
  "findings:list": "somebody",
  "findings:show": "somebody",
  "findings:settle": "act",
  "log:details": "somebody",
  "log:entries": "somebody",
  "log:find": "somebody",
  "log:entry": "somebody",
  // Whether the log is whole, without a word of what is in it.
  "log:verify": "anybody",
  "log:cancelVerify": "anybody",
  "log:export": "act",
  "sync:now": "anybody",
  // Sealed to headquarters, which alone can read it; what is brought is signed by headquarters.
  "bundle:export": "anybody",
  "bundle:arrivals": "somebody",
  "bundle:import": "anybody",
  "policy:offers": "somebody",
  "policy:offer": "somebody",
  "policy:arrivals": "somebody",
  "policy:preview": "somebody",
  "policy:sign": "act",
  "administration:show": "somebody",
  "administration:order": "act",
  "administration:countersign": "act",
  "administration:requestCertificate": "act",
  "administration:collect": "act",
  "administration:arrivals": "somebody",
  "administration:previewPeople": "somebody",
  "administration:importPeople": "act",
  "administration:acceptAuthority": "act",
  "administration:acceptCertificate": "act",
  "administration:addShare": "somebody",
  "administration:openShare": "act",
  "administration:dropShares": "somebody",
  "administration:rehearse": "act",
} as const satisfies Readonly<Record<RequestChannel, "anybody" | "somebody" | "act">>;

/** The same handlers, which answer whoever has not signed in only where anybody may ask. */
export function behindSignIn(
  handlers: Handlers,
  isSignedIn: () => boolean,
  accountability: Pick<Accountability, "act">,
): Handlers {
  const gated = Object.entries(handlers).map(([channel, handler]) => {
    // The table ties each handler to its row; TypeScript cannot follow a union of pairs here.
    const answer = handler as (input: unknown) => Promise<unknown>;
    const who = asker[channel as RequestChannel];
    const refuse = async (): Promise<unknown> =>
      who === "act"
        ? accountability.act(channel, undefined, () => fail({ code: "not-signed-in" }))
        : fail({ code: "not-signed-in" });
    const guarded = async (input: unknown): Promise<unknown> => (isSignedIn() ? answer(input) : refuse());
    return [channel, who === "anybody" ? answer : guarded];
  });
  return Object.fromEntries(gated) as Handlers;
}
