import type { Person } from "../../../shared/model/person.ts";
import type { DecisionRecord, RequestRecord } from "../../../shared/model/request.ts";
import { base64 } from "../../formats/bytes.ts";
import type { GrantEvidence } from "../../formats/grant-file.ts";
import type { GrantBody } from "../../formats/grant.ts";
import type { RequestParts } from "./filing.ts";

/** A signed step of the chain, as the grant names it. */
export type StepTaken = Pick<DecisionRecord, "by" | "at" | "digest"> & { readonly deputyFor?: Person | undefined };

/** Every step of the chain, in order. */
export function stepsTaken(steps: readonly StepTaken[]): GrantBody["approvals"] {
  return steps.map(({ by, at, digest, deputyFor }, step) => {
    const { person, name } = by;
    const approval = { person, name, at, digest, step };
    return deputyFor === undefined
      ? approval
      : { ...approval, deputyFor: { person: deputyFor.person, name: deputyFor.name } };
  });
}

/**
 * The signed acts behind a grant: the request, every step in order, the delegations that deputies signed under, and what was
 * asked and agreed about lifting what is withheld.
 */
export async function evidenceOf(
  { records, delegations }: RequestParts,
  request: RequestRecord,
  /** The act that brings the grant about and is not a row yet. */
  last: { readonly kind: "decision" | "lifting"; readonly cms: Uint8Array; readonly delegation?: string | undefined },
): Promise<GrantEvidence[]> {
  const signed = await records.signaturesOf(request);
  const steps = last.kind === "decision" ? [...signed, { cms: last.cms, delegation: last.delegation ?? null }] : signed;
  const liftings = last.kind === "lifting" ? [...(await records.liftingsOf(request)), last.cms] : [];
  const given = steps.flatMap(({ delegation }) => delegation ?? []);
  const behind = await Promise.all(given.map((delegation) => delegations.cmsOf(delegation)));
  return [
    { kind: "request", cms: base64(await records.cmsOf(request.id)) },
    ...steps.map((step) => ({ kind: "decision" as const, cms: base64(step.cms) })),
    ...behind.flatMap((found) => (found === null ? [] : [{ kind: "delegation" as const, cms: base64(found) }])),
    ...liftings.map((cms) => ({ kind: "lifting" as const, cms: base64(cms) })),
  ];
}
