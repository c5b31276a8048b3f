import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { Task } from "../../../shared/model/station.ts";
import { byDeadline } from "../../../shared/tasks.ts";
import type { Rooms } from "../rooms.ts";
import { administrationTasks } from "./administration.ts";
import { declarationTasks } from "./declarations.ts";
import { extractionTasks } from "./extractions.ts";
import { findingTasks } from "./findings.ts";
import { incidentTasks } from "./incidents.ts";
import { noteTasks } from "./notes.ts";
import { requestTasks } from "./requests.ts";
import { retentionTasks } from "./retention.ts";
import { standingTasks } from "./standing-orders.ts";
import { viewingTasks } from "./viewings.ts";

/** A task before anybody has seen it. */
export type Waiting = Omit<Task, "isNew">;

/** What a source works with. */
export interface TaskContext {
  readonly rooms: Rooms;
  readonly person: Person;
  /** Null until the first pack has come; then no deadline can be told. */
  readonly policy: PolicyPack | null;
  /** The log's time. */
  readonly now: Date;
}

/**
 * What waits for a person, from one subject. One file per source; it is asked each time, keeps nothing, and answers
 * nothing when headquarters is away.
 */
export type TaskSource = (context: TaskContext) => Promise<readonly Waiting[]> | readonly Waiting[];

/** Every source; a new subject is a file and a line here. */
const sources: readonly TaskSource[] = [
  requestTasks,
  standingTasks,
  viewingTasks,
  noteTasks,
  extractionTasks,
  findingTasks,
  incidentTasks,
  retentionTasks,
  declarationTasks,
  administrationTasks,
];

/** What waits for the signed-in person, by the law's deadlines; new is what they have not looked at. */
export async function tasksFor(context: TaskContext, seen: ReadonlySet<string>): Promise<Task[]> {
  const found = await Promise.all(sources.map(async (source) => source(context)));
  return found
    .flat()
    .map((task): Task => Object.assign({}, task, { isNew: !seen.has(task.id) }))
    .toSorted(byDeadline);
}
