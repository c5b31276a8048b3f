import type { IncidentRecord } from "../../../shared/model/incident.ts";
import { incidentsAt } from "../incident-desk.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** Incidents to handle and to close, for compliance; nobody is asked about one that names them. */
export async function incidentTasks({ rooms, person }: TaskContext): Promise<Waiting[]> {
  if (!person.roles.includes("compliance")) {
    return [];
  }
  const listed = await incidentsAt(rooms, "").list();
  return (listed.ok ? listed.value : [])
    .filter(({ state, people }) => state !== "closed" && !people.some((named) => named.person === person.person))
    .map(taskOf);
}

function taskOf({ id, number, state, form, at, steps }: IncidentRecord): Waiting {
  const kind = state === "open" ? "handleIncident" : "closeIncident";
  return {
    id: `${kind}:${id}`,
    kind,
    subject: form.category,
    reference: number,
    since: steps.at(-1)?.at ?? at,
    article: form.article,
  };
}
