import type { TaskContext, Waiting } from "./registry.ts";

/** Notes in which somebody asks the person to look, until they are settled. Other stations' come through headquarters. */
export async function noteTasks({ rooms, person }: TaskContext): Promise<Waiting[]> {
  // Without headquarters what came before still waits.
  await rooms.notes.fetch(null);
  return rooms.notes.mentioning(person.person).map(({ note, asset, at, author }): Waiting => ({
    id: `answerNote:${note}`,
    kind: "answerNote",
    subject: author.name,
    reference: asset,
    since: at,
  }));
}
