import { decidingRoles } from "../../../shared/access/policy/approval.ts";
import { offeredSteps } from "../../../shared/access/request-flow.ts";
import type { Role } from "../../../shared/model/person.ts";
import type { RequestRecord } from "../../../shared/model/request.ts";
import { endOfDate } from "../../../shared/time/local-day.ts";
import { ok } from "../../../shared/result.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** Who checks papers and asks third parties; headquarters judges each act again. */
const clerks: readonly Role[] = ["archivist", "legalOfficer", "roomSupervisor", "approver"];

/** Requests that wait for a decision, for papers or for a third party, and the person's own. */
export async function requestTasks(context: TaskContext): Promise<Waiting[]> {
  const { rooms, person, policy } = context;
  const holds = (roles: readonly Role[]): boolean => person.roles.some((role) => roles.includes(role));
  const mayDecide = policy === null || person.roles.some((role) => decidingRoles(policy).has(role));
  const [mine, toDecide, all] = await Promise.all([
    rooms.requests.list("mine"),
    mayDecide ? rooms.requests.list("toDecide") : ok([]),
    holds(clerks) ? rooms.requests.list("all") : ok([]),
  ]);
  const others = (all.ok ? all.value : []).filter(({ applicant }) => applicant.person !== person.person);
  return [
    ...(toDecide.ok ? toDecide.value : []).map((request) => task("decideRequest", request, context)),
    ...(holds(clerks) ? others.flatMap((request) => clerkTasks(request, context)) : []),
    ...others.flatMap((request) => liftingTask(request, context)),
    ...(mine.ok ? mine.value : []).flatMap((request) => ownTasks(request, context)),
  ];
}

/** Somebody asked to lift what is withheld, and another person whom the pack names has to say whether it may be. */
function liftingTask(request: RequestRecord, context: TaskContext): Waiting[] {
  const { person } = context;
  if (!offeredSteps(request, person).includes("liftWord") || request.withholding?.waiting === undefined) {
    return [];
  }
  const { waiting, article } = request.withholding;
  const { due, ...rest } = task("agreeLifting", request, context);
  return [
    {
      ...rest,
      // Each asking is a task of its own.
      id: `agreeLifting:${request.id}:${waiting.digest.slice(0, 16)}`,
      since: waiting.at,
      ...(due === undefined ? {} : { due }),
      ...(article === undefined ? {} : { article }),
    },
  ];
}

function clerkTasks(request: RequestRecord, context: TaskContext): Waiting[] {
  if (request.state === "papers") {
    const article = request.papers.find(({ check }) => check?.result !== "accepted")?.article;
    return [{ ...task("checkPapers", request, context), ...(article === undefined ? {} : { article }) }];
  }
  const { consultation } = request;
  if (request.state !== "consultation" || consultation === undefined) {
    return [];
  }
  const { article, askedAt, due } = consultation;
  if (askedAt === undefined) {
    return [{ ...task("askThirdParty", request, context), article }];
  }
  // The last day to answer was counted by the pack's calendar of working days.
  const end = due === undefined || context.policy === null ? null : endOfDate(context.policy.authority.timeZone, due);
  const { due: _window, ...rest } = task("awaitThirdParty", request, context);
  return [{ ...rest, since: askedAt, article, ...(end === null ? {} : { due: new Date(end).toISOString() }) }];
}

const own = { refused: "requestRefused", returned: "requestReturned" } as const;

function ownTasks(request: RequestRecord, context: TaskContext): Waiting[] {
  const { state } = request;
  if (state === "refused" || state === "returned") {
    const at = request.decisions.at(-1)?.at ?? request.transitions.at(-1)?.at ?? request.appliedAt;
    return [{ ...task(own[state], request, context), since: at }];
  }
  return state === "pending" || state === "papers" || state === "consultation"
    ? [task("requestPending", request, context)]
    : [];
}

/** A request is of use only until the window it asks for has closed; the pack says how long such a window may be. */
function task(kind: Waiting["kind"], request: RequestRecord, { policy }: TaskContext): Waiting {
  return {
    id: `${kind}:${request.id}`,
    kind,
    subject: request.number,
    reference: request.id,
    since: request.appliedAt,
    due: request.form.validTo,
    ...(policy === null ? {} : { article: policy.validity.article }),
  };
}
