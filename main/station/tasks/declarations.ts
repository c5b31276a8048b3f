import { reviewerOf } from "../../../shared/access/declarations.ts";
import { declarationKinds } from "../../../shared/declarations.ts";
import type { TaskKind } from "../../../shared/tasks.ts";
import { createDeclarations } from "../../access/index.ts";
import type { TaskContext, Waiting } from "./registry.ts";

const kinds = { suspension: "reviewSuspension", extension: "decideExtension" } as const satisfies Readonly<
  Record<(typeof declarationKinds)[number], TaskKind>
>;

/** Declarations that wait for the leader whom the pack names; nobody is asked about their own. */
export async function declarationTasks({ rooms, person, policy }: TaskContext): Promise<Waiting[]> {
  const reviews = (kind: keyof typeof kinds): boolean => {
    const reviewer = policy === null ? null : reviewerOf(policy, kind);
    return reviewer !== null && person.roles.includes(reviewer.role);
  };
  if (policy === null || !declarationKinds.some(reviews)) {
    return [];
  }
  const listed = await createDeclarations(rooms.signing).list();
  return (listed.ok ? listed.value : []).flatMap(({ id, number, state, form, by, at }): Waiting[] => {
    const article = reviewerOf(policy, form.kind)?.article;
    return state === "filed" && by.person !== person.person && reviews(form.kind)
      ? [
          {
            id: `${kinds[form.kind]}:${id}`,
            kind: kinds[form.kind],
            subject: number,
            reference: number,
            since: at,
            ...(article === undefined ? {} : { article }),
          },
        ]
      : [];
  });
}
