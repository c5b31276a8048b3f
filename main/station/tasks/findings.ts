import type { Finding } from "../../../shared/model/finding.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** Findings that nobody has settled, for those who may settle them; nobody settles one about themselves. */
export async function findingTasks({ rooms, person }: TaskContext): Promise<Waiting[]> {
  if (!person.roles.some((role) => role === "compliance" || role === "administrator")) {
    return [];
  }
  const open = await rooms.findings.list("open");
  return (open.ok ? open.value : [])
    .filter(({ people }) => !people.some((named) => named.person === person.person))
    .map(taskOf);
}

function taskOf({ id, kind, firstSeen, article }: Finding): Waiting {
  return {
    id: `settleFinding:${String(id)}`,
    kind: "settleFinding",
    subject: kind,
    reference: String(id),
    since: firstSeen,
    ...(article === undefined ? {} : { article }),
  };
}
