import { declarationActSchema, declarationDecisionActSchema, timeCheckActSchema } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { TimeCheck } from "../../../shared/model/time-check.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { ActReader } from "../acts.ts";
import type { PersonCaller, RouteHandlers } from "../http/routes.ts";
import { withBytes } from "../http/with-bytes.ts";
import type { Journal } from "../journal.ts";
import type { Declaration } from "../../../shared/model/declaration.ts";
import type { Declarations } from "./declarations.ts";
import type { TimeChecks } from "./time-checks.ts";

interface Parts {
  readonly acts: ActReader;
  readonly timeChecks: TimeChecks;
  readonly journal: Journal;
}

/** The routes of verdicts on times; each refusal is in the log (rule R12). */
export function timeRoutes({
  acts,
  timeChecks,
  journal,
}: Parts): Pick<RouteHandlers, "listTimeChecks" | "signTimeCheck"> {
  const sign = async (bytes: Uint8Array, { station, session }: PersonCaller): Promise<Result<TimeCheck, Failure>> => {
    const act = await acts.open(bytes, timeCheckActSchema, station);
    if (!act.ok) {
      return act;
    }
    // Only the person who is signed in acts.
    return act.value.signer.person.person === session.person
      ? timeChecks.record(act.value)
      : fail({ code: "not-signed-in" });
  };
  return {
    listTimeChecks: async ({ asset }, { reader }) => timeChecks.list(asset, reader),
    signTimeCheck: async ({ cms }, caller) => {
      const signed = await withBytes(cms, (bytes) => sign(bytes, caller));
      if (!signed.ok) {
        journal.refuse(
          { attempt: "times.sign", person: caller.session.person, station: caller.station.station },
          signed.failure,
        );
      }
      return signed;
    },
  };
}

/** The routes of declarations about times (forms F15 and F19); only the person who is signed in acts. */
export function declarationRoutes({
  acts,
  declarations,
  journal,
}: Pick<Parts, "acts" | "journal"> & { readonly declarations: Declarations }): Pick<
  RouteHandlers,
  "listDeclarations" | "fileDeclaration" | "decideDeclaration"
> {
  const refusing = async (
    attempt: string,
    { session, station }: PersonCaller,
    answer: Promise<Result<Declaration, Failure>>,
  ): Promise<Result<Declaration, Failure>> => {
    const result = await answer;
    if (!result.ok) {
      journal.refuse({ attempt, person: session.person, station: station.station }, result.failure);
    }
    return result;
  };
  return {
    listDeclarations: async (_input, { reader }) => declarations.list(reader),
    fileDeclaration: ({ cms }, caller) =>
      refusing(
        "declarations.file",
        caller,
        withBytes(cms, async (bytes) => {
          const act = await acts.open(bytes, declarationActSchema, caller.station);
          if (!act.ok) {
            return act;
          }
          const isOwn = act.value.signer.person.person === caller.session.person;
          return isOwn ? declarations.file(act.value) : fail({ code: "not-signed-in" });
        }),
      ),
    decideDeclaration: ({ cms }, caller) =>
      refusing(
        "declarations.decide",
        caller,
        withBytes(cms, async (bytes) => {
          const act = await acts.open(bytes, declarationDecisionActSchema, caller.station);
          if (!act.ok) {
            return act;
          }
          const isOwn = act.value.signer.person.person === caller.session.person;
          return isOwn ? declarations.decide(act.value) : fail({ code: "not-signed-in" });
        }),
      ),
  };
}
