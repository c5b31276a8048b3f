import type { GradedAction } from "../../../shared/access/authorisation.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { DecisionAct, RequestAct, RequestStepAct } from "../../../shared/http/acts.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PersonId } from "../../../shared/model/person.ts";
import type {
  DecisionForm,
  RequestForm,
  RequestId,
  RequestRecord,
  RequestScope,
} from "../../../shared/model/request.ts";
import type { RequestStep } from "../../../shared/model/request-steps.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { Catalogue } from "../catalogue.ts";
import { dutyBrokenBy } from "../../../shared/access/duties.ts";
import { sendAct, type Signing } from "../signed-acts.ts";

/** Filing and deciding on retrieval requests (form F1). Each act is signed by a person's certificate. */
export interface Requests {
  /** @param completes the returned request that this form takes the place of (补正). */
  file(form: RequestForm, pin: string, completes?: RequestId): Promise<Result<RequestRecord, Failure>>;
  list(scope: RequestScope): Promise<Result<RequestRecord[], Failure>>;
  show(id: RequestId): Promise<Result<RequestRecord, Failure>>;
  decide(id: RequestId, form: DecisionForm, pin: string): Promise<Result<RequestRecord, Failure>>;
  /** Withdrawal, revocation, return, papers, third party: each a signed act on exactly what was filed. */
  step(id: RequestId, form: RequestStep, pin: string): Promise<Result<RequestRecord, Failure>>;
}

interface Options extends Signing {
  readonly catalogue: Catalogue;
  /** What this person would do beyond their graded authorisation; headquarters judges again. */
  readonly beyond: (person: string, action: GradedAction, footage: readonly Footage[]) => Failure | null;
  /** Notes a filed request and a decision in the station's log. */
  readonly note: (t: "request.file" | "request.decide", record: RequestRecord, outcome: string) => void;
  readonly onChange: (id: RequestId) => void;
  readonly now: () => Date;
}

/** Headquarters keeps the requests; this side signs, sends and remembers the recordings they are about. */
export function createRequests(options: Options): Requests {
  const { headquarters, catalogue, unanswered } = options;

  const show = async (id: RequestId): Promise<Result<RequestRecord, Failure>> => {
    const answer = await headquarters.call("showRequest", { id });
    if (answer.ok) {
      catalogue.remember(answer.value.footage);
    }
    return answer;
  };

  const settle = (
    t: "request.file" | "request.decide",
    outcome: string,
    answer: Result<RequestRecord, Failure>,
  ): Result<RequestRecord, Failure> => {
    if (answer.ok) {
      catalogue.remember(answer.value.footage);
      options.note(t, answer.value, outcome);
      options.onChange(answer.value.id);
    }
    return answer;
  };

  /** The delegation under which somebody signs who does not hold the post themselves. */
  const standsInFor = async (record: RequestRecord, person: PersonId): Promise<string | null> => {
    const role = record.chain.find(({ state }) => state === "current")?.role;
    const me = record.approvers.find((approver) => approver.person === person);
    if (role === undefined || me === undefined || me.roles.includes(role)) {
      return null;
    }
    const given = await headquarters.call("listDelegations", {});
    const now = options.now().getTime();
    const found = given.ok
      ? given.value.find(
          ({ by, deputy, from, to, endedAt }) =>
            deputy.person === person &&
            by.roles.includes(role) &&
            endedAt === undefined &&
            Date.parse(from) <= now &&
            now < Date.parse(to),
        )
      : undefined;
    return found?.digest ?? null;
  };

  return {
    show,
    list: (scope) => headquarters.call("listRequests", { scope }),

    file: async (form, pin, completes) => {
      const applicant = options.person();
      const known = form.assets.flatMap(({ asset }) => catalogue.remembered(asset) ?? []);
      const beyond = applicant === null ? null : options.beyond(applicant, { act: "apply", verb: form.verb }, known);
      if (beyond !== null) {
        return fail(beyond);
      }
      const answer = await sendAct(
        options,
        pin,
        { person: applicant, act: "request.file", content: [form, completes ?? null] },
        (head, nonce): RequestAct => ({
          ...head,
          t: "request.file",
          nonce,
          ...(completes === undefined ? {} : { completes }),
          form,
        }),
        (cms) => headquarters.call("fileRequest", { cms }),
      );
      return settle("request.file", completes === undefined ? "filed" : "completed", answer);
    },

    decide: async (id, form, pin) => {
      const shown = await show(id);
      if (!shown.ok) {
        return shown;
      }
      const approver = options.person();
      const intended = { person: approver, act: "request.decide", content: [id, form] };
      // What went out before may be what settled it: then headquarters says the same again.
      const settled = unanswered.has(intended) ? null : settledFailure(shown.value);
      if (settled !== null) {
        return fail(settled);
      }
      const broken = duties(shown.value, form, approver);
      if (broken !== null) {
        return fail(broken);
      }
      const beyond = approver === null ? null : options.beyond(approver, { act: "approve" }, shown.value.footage);
      if (beyond !== null) {
        return fail(beyond);
      }
      const { digest, decisions } = shown.value;
      const delegation = approver === null ? null : await standsInFor(shown.value, approver);
      const answer = await sendAct(
        options,
        pin,
        intended,
        (head): DecisionAct => ({
          ...head,
          t: "request.decide",
          request: id,
          requestDigest: digest,
          step: decisions.length,
          previous: decisions.map((before) => before.digest),
          ...(delegation === null ? {} : { delegation }),
          form,
        }),
        (cms) => headquarters.call("decideRequest", { cms }),
      );
      return settle("request.decide", form.outcome, answer);
    },

    step: async (id, form, pin) => {
      const shown = await show(id);
      if (!shown.ok) {
        return shown;
      }
      const { digest } = shown.value;
      const answer = await sendAct(
        options,
        pin,
        { person: options.person(), act: "request.step", content: [id, digest, form] },
        (head, nonce): RequestStepAct => ({
          ...head,
          t: "request.step",
          nonce,
          request: id,
          requestDigest: digest,
          form,
        }),
        (cms) => headquarters.call("stepRequest", { cms }),
      );
      return settle("request.decide", form.step, answer);
    },
  };
}

/** What comes before a decision, or that there is nothing left to decide. */
function settledFailure({ state }: RequestRecord): Failure | null {
  if (state === "papers" || state === "consultation" || state === "returned") {
    return { code: "request-waits", state };
  }
  return state === "pending" ? null : { code: "already-decided" };
}

/** Refused here already (rule R8), so that nobody signs what headquarters must refuse. */
function duties({ applicant, footage }: RequestRecord, form: DecisionForm, person: PersonId | null): Failure | null {
  return dutyBrokenBy({
    requester: applicant.person,
    deciders: person === null ? [] : [person],
    supervisors: form.outcome === "approve" ? form.supervisors : [],
    viewers: [applicant.person],
    wearers: footage.flatMap(({ wearers }) => wearers.map((wearer) => wearer.person)),
  });
}
