import { z } from "zod";
import { on, short, type Observation, type Rule, type WatchContext } from "../observation.ts";

const sittingNameSchema = z.looseObject({ viewing: z.string() });

const changeSchema = z.looseObject({
  change: z.string().default(""),
  token: z.string().optional(),
  by: z.string().optional(),
  key: z.string().optional(),
});
type Change = z.infer<typeof changeSchema>;
const subjectSchema = z.looseObject({ subject: z.string() });
const hourNs = 3_600_000_000_000n;

/** Rules about the machine: its receipts, clocks, pauses and settings. */
export const machineRules: readonly Rule[] = [
  {
    name: "the genesis shares the seal with headquarters",
    look: on(["genesis"], (_, { facts }) =>
      facts.isSealShared ? [] : [{ kind: "seal-not-shared", subject: "genesis" }],
    ),
  },
  {
    name: "a person knows of a log that had to end, and of both its heads",
    look: on(["genesis"], ({ b: { continues } }, { facts }) => {
      if (continues === undefined) {
        return [];
      }
      const { origin, size, root } = continues;
      const held = facts.held(origin);
      const detail = `${origin} ${size} ${root} ${held.size} ${held.root}`;
      return [{ kind: "log-continued", subject: short(origin), detail }];
    }),
  },
  {
    name: "headquarters gave the receipts that the log speaks of",
    look: on(["hq.receipt"], ({ b }, { facts }) =>
      b.signer === facts.cosigner && facts.cosigned(b.size, b.root, new Date(b.time)) === false
        ? [{ kind: "receipt-unknown", subject: "receipt", detail: String(b.size) }]
        : [],
    ),
  },
  {
    name: "a person knows why the clock was moved",
    look: on(["clock"], ({ b }) => [{ kind: "clock-moved", subject: b.step, detail: `${b.seconds}` }]),
  },
  {
    name: "a person knows why the log had to recover",
    look: on(["recovery"], ({ b }) => [{ kind: "recovery", subject: short(b.reason), detail: short(b.reason) }]),
  },
  { name: "a person knows of changed settings", look: on(["config"], configuration) },
  {
    name: "a running station writes at least a heartbeat",
    look: ({ entry, state: { last }, facts }) => {
      const isSameBoot = last !== null && last.boot === entry.boot && entry.t !== "boot";
      const gap = isSameBoot ? BigInt(entry.mono) - BigInt(last.mono) : 0n;
      return gap > BigInt(facts.quietHours) * hourNs
        ? [{ kind: "quiet-log", subject: String(entry.boot), detail: String(gap / hourNs) }]
        : [];
    },
  },
  {
    name: "nobody tries to take footage out",
    look: on(["export.try"], ({ b, person }) => {
      const parsed = subjectSchema.safeParse(b);
      const what = parsed.success ? short(parsed.data.subject) : "";
      return [{ kind: "export-attempt", subject: what, detail: what, people: person === undefined ? [] : [person] }];
    }),
  },
  {
    name: "footage arrives whole",
    look: on(["verify.fail"], ({ b }) => {
      const viewing = sittingNameSchema.safeParse(b);
      return [{ kind: "footage-damaged", subject: viewing.success ? short(viewing.data.viewing) : "" }];
    }),
  },
];

/** Changes that need no look: a station is enrolled once, and a supervisor may free somebody else's certificate. */
const ordinary: Readonly<Record<string, (change: Change, context: WatchContext) => boolean>> = {
  enrolment: (_, { state }) => state.size <= 2,
  "certificate.unlock": ({ by, token }) => by !== undefined && by !== token,
  "travel-key": ({ key }, { facts }) => key === facts.travelKey,
  "offline.limit": () => true,
  "authorisation.register": () => true,
  "administration.collect": () => true,
  // A station takes a pack only with the proof that headquarters logged it, and headquarters knows who signed one.
  "policy.take": () => true,
  "policy.sign": () => true,
};

function configuration(
  { b, person }: { readonly b: object; readonly person?: string | undefined },
  context: WatchContext,
): Observation[] {
  const parsed = changeSchema.safeParse(b);
  const change = parsed.success ? parsed.data : { change: "" };
  if (Object.hasOwn(ordinary, change.change) && ordinary[change.change]?.(change, context) === true) {
    return [];
  }
  const what = short(change.change);
  return [{ kind: "configuration", subject: what, detail: what, people: person === undefined ? [] : [person] }];
}
