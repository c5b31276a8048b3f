import { isInForce } from "../../../shared/access/policy/destruction.ts";
import { brokenRetentionDuty, retentionRoles } from "../../../shared/access/retention-duties.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type {
  DestructionList,
  Hold,
  RetentionOrderName,
  RetentionRow,
  RetentionView,
  SignedStep,
} from "../../../shared/model/retention.ts";
import type { TaskKind } from "../../../shared/tasks.ts";
import { startOfDate } from "../../../shared/time/local-day.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** What of a list waits in each of its states, and for whom. */
const listTasks = {
  drawn: ["approveDestruction", "list.approve"],
  approved: ["executeDestruction", "list.execute"],
  executing: ["witnessDestruction", "list.witness"],
  erased: ["awaitDestroyed", "list.wiped"],
} as const satisfies Readonly<Partial<Record<DestructionList["state"], readonly [TaskKind, RetentionOrderName]>>>;

/** Whoever says what becomes of a proposal; others may, and are not asked. */
const confirmer = "legalOfficer";

/**
 * What waits in keeping and destroying: recordings whose period has ended, the next signature on each list and since when,
 * stations that have not confirmed, holds to confirm, approve or release, and hand-overs to the archive.
 *
 * Nobody is asked for a hand that they may not lend (rule R8); headquarters judges each act again.
 */
export async function retentionTasks({ rooms, person, policy }: TaskContext): Promise<Waiting[]> {
  const hands = new Set(Object.values(retentionRoles).flat());
  if (policy === null || !person.roles.some((role) => role !== "officer" && hands.has(role))) {
    return [];
  }
  const shown = await rooms.retention.show();
  if (!shown.ok) {
    return [];
  }
  const view = shown.value;
  const wearers = new Map(
    view.rows.map(({ footage }) => [footage.asset as string, footage.wearers.map((one) => one.person as string)]),
  );
  const may = (order: RetentionOrderName, assets: readonly string[], earlier: readonly SignedStep[]): boolean =>
    retentionRoles[order].some((role) => person.roles.includes(role)) &&
    brokenRetentionDuty(order, person.person, {
      wearers: assets.flatMap((asset) => wearers.get(asset) ?? []),
      earlier,
    }) === null;
  return [
    ...overdueTask(view, person, policy),
    ...view.lists.flatMap((list) => listTask(list, may, policy)),
    ...view.holds.flatMap((hold) => holdTask(hold, person, may, policy)),
    ...view.rows.flatMap((row) => archiveTask(row, may)),
  ];
}

type May = (order: RetentionOrderName, assets: readonly string[], earlier: readonly SignedStep[]) => boolean;

/** Everything that may be listed is one task: lists are drawn of many recordings. */
function overdueTask({ rows }: RetentionView, { roles }: Person, { authority, retention }: PolicyPack): Waiting[] {
  const free = rows.filter(({ impediments }) => impediments.length === 0);
  const days = free.flatMap(({ due }) => due.destroyFrom ?? []).toSorted();
  const [first] = days;
  const [article] = retention.destruction.articles;
  if (first === undefined || !retentionRoles["list.draw"].some((role) => roles.includes(role))) {
    return [];
  }
  return [
    {
      id: `drawDestruction:${first}:${String(free.length)}`,
      kind: "drawDestruction",
      subject: String(free.length),
      reference: String(free.length),
      since: new Date(startOfDate(authority.timeZone, first)).toISOString(),
      ...(article === undefined ? {} : { article }),
    },
  ];
}

function listTask(
  { list, number, state, items, steps }: DestructionList,
  may: May,
  { retention }: PolicyPack,
): Waiting[] {
  const [kind, order] = state in listTasks ? listTasks[state as keyof typeof listTasks] : [];
  const last = steps.at(-1);
  const assets = items.map(({ asset }) => asset);
  if (kind === undefined || last === undefined || !may(order, assets, steps)) {
    return [];
  }
  const [article] = retention.destruction.articles;
  return [
    {
      id: `${kind}:${list}`,
      kind,
      subject: number,
      reference: number,
      since: last.at,
      ...(article === undefined ? {} : { article }),
    },
  ];
}

function holdTask(hold: Hold, person: Person, may: May, { authority, retention }: PolicyPack): Waiting[] {
  const { state, steps, asset, from, triggers, approval } = hold;
  const task = (kind: TaskKind, article = triggers[0]?.article): Waiting[] => [
    {
      id: `${kind}:${hold.hold}:${String(steps.length)}`,
      kind,
      subject: asset,
      reference: asset,
      since: steps.at(-1)?.at ?? new Date(startOfDate(authority.timeZone, from)).toISOString(),
      ...(article === undefined ? {} : { article }),
    },
  ];
  if (state === "proposed") {
    return person.roles.includes(confirmer) && may("hold.register", [asset], steps) ? task("confirmHold") : [];
  }
  if (state === "releaseAsked") {
    return may("hold.release", [asset], steps) ? task("releaseHold") : [];
  }
  const { holdApproval } = retention;
  return approval === "waiting" &&
    holdApproval !== undefined &&
    isInForce(hold) &&
    person.roles.includes(holdApproval.role) &&
    may("hold.approve", [asset], steps)
    ? task("approveHold", holdApproval.article)
    : [];
}

function archiveTask({ footage, handedOver }: RetentionRow, may: May): Waiting[] {
  return handedOver !== undefined && may("archive.accept", [footage.asset], [handedOver])
    ? [
        {
          id: `acceptArchive:${footage.asset}:${handedOver.digest.slice(0, 16)}`,
          kind: "acceptArchive",
          subject: footage.asset,
          reference: footage.asset,
          since: handedOver.at,
        },
      ]
    : [];
}
