import { timeCheckActSchema } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { TimeCheck } from "../../../shared/model/time-check.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { ActReader } from "../acts.ts";
import type { PersonCaller, RouteHandlers } from "../http/routes.ts";
import { withBytes } from "../http/with-bytes.ts";
import type { Journal } from "../journal.ts";
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
