import { offeredExtractionSteps } from "../../../shared/access/extraction-duties.ts";
import { consentingStep, extractionChain } from "../../../shared/access/policy/extraction.ts";
import type { ExtractionStepName, ExtractionView } from "../../../shared/model/extraction.ts";
import type { TaskKind } from "../../../shared/tasks.ts";
import type { TaskContext, Waiting } from "./registry.ts";

const kinds: Readonly<Partial<Record<ExtractionStepName, TaskKind>>> = {
  consent: "consentExtraction",
  extract: "extractEvidence",
  verify: "verifyEvidence",
};

/** Evidence that waits for the head's consent, for the archivist, or for whoever marked it to check the clip. */
export async function extractionTasks({ rooms, person, policy }: TaskContext): Promise<Waiting[]> {
  const listed = await rooms.extractions.list();
  return (listed.ok ? listed.value : []).flatMap((record) => {
    const chain =
      policy === null ? null : extractionChain(policy, record.form.order, record.footage, record.footage.unit);
    const head = chain === null ? undefined : consentingStep(chain);
    const wearers = record.footage.wearers.map((wearer) => wearer.person as string);
    const marker = record.steps.find(({ act }) => act === "mark")?.person;
    return offeredExtractionSteps(record, wearers, person, head?.role).flatMap((step) => {
      const kind = kinds[step];
      // Others may verify; it is the marker who is waited for.
      const isMine = step !== "verify" || marker === person.person;
      return kind === undefined || !isMine ? [] : [taskOf(kind, record, head?.article)];
    });
  });
}

function taskOf(kind: TaskKind, { id, number, form, steps }: ExtractionView, article: string | undefined): Waiting {
  return {
    id: `${kind}:${id}`,
    kind,
    subject: form.name,
    reference: number,
    since: steps.at(-1)?.at ?? "",
    ...(article === undefined ? {} : { article }),
  };
}
