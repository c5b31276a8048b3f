import { z } from "zod";
import { on, short, type Observation, type Rule, type WatchContext } from "../observation.ts";

const subjectSchema = z.looseObject({ subject: z.string() });

/** Rules about grants: only what headquarters issued, for this station, as it was issued. */
export const grantRules: readonly Rule[] = [
  {
    name: "the grant is known and for this station",
    look: on(["grant.import", "key.open", "view.intent"], ({ b }, { facts }) => {
      const grant = facts.grant(b.grant);
      if (grant === null) {
        return [{ kind: "grant-unknown", subject: short(b.grant), grant: short(b.grant) }];
      }
      return grant.station === facts.origin
        ? []
        : [{ kind: "grant-elsewhere", subject: grant.grant, grant: grant.grant }];
    }),
  },
  {
    name: "the grant is the very file that was issued",
    look: on(["grant.import"], ({ b }, { facts }) => {
      const grant = facts.grant(b.grant);
      return grant === null || grant.digest === b.digest
        ? []
        : [{ kind: "grant-altered", subject: grant.grant, grant: grant.grant }];
    }),
  },
  {
    name: "a station does not reject what headquarters issued",
    look: on(["grant.reject"], ({ b }) => {
      const about = rejected(b);
      return b.reason === "revoked"
        ? []
        : [
            {
              kind: "grant-rejected",
              subject: `${short(about ?? "")} ${short(b.reason)}`,
              detail: short(b.reason),
              ...(about === null ? {} : { grant: short(about) }),
            } satisfies Observation,
          ];
    }),
  },
];

/** Notes what this entry says about the fate of a grant of this station. */
export function noteGrant({ entry, state, facts }: WatchContext): void {
  if (entry.t === "grant.import" || entry.t === "key.open") {
    const trace = facts.trace(entry.b.grant);
    if (trace !== null) {
      const step = entry.t === "grant.import" ? "imported" : "used";
      trace[step] ??= state.size;
    }
  } else if (entry.t === "grant.reject") {
    const about = rejected(entry.b);
    const trace = about === null ? null : facts.trace(about);
    if (trace !== null) {
      trace[entry.b.reason === "revoked" ? "revoked" : "rejected"] ??= state.size;
    }
  }
}

function rejected(b: object): string | null {
  const parsed = subjectSchema.safeParse(b);
  return parsed.success ? parsed.data.subject : null;
}
