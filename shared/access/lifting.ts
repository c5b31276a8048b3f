import type { PolicyPack } from "../model/policy.ts";
import type { Role } from "../model/person.ts";
import type { Secrecy } from "../model/footage.ts";
import type { Withheld } from "../model/withheld.ts";
import { isWithinCeiling, type Grading } from "./grades.ts";
import { hasLine } from "./withheld.ts";

/** Who lifts what is withheld: one asks, another agrees. */
export interface LiftingRule {
  readonly asks: readonly Role[];
  readonly agrees: readonly Role[];
  /** Absent where the pack says nothing of its own. */
  readonly article?: string;
}

const usual: LiftingRule = { asks: ["approver", "legalOfficer"], agrees: ["approver"] };

/** The pack's rule of two for lifting a withheld part (解除不予展示), or the usual one where it has none. */
export function liftingRule(pack: PolicyPack): LiftingRule {
  return pack.withheld?.lifting ?? usual;
}

/** What is left of a list when these lines are lifted. */
export function withoutLines<L extends Withheld>(list: readonly L[], lifted: readonly Withheld[]): L[] {
  return list.filter((line) => !hasLine(lifted, line));
}

/**
 * The recordings that a lifting concerns, as both persons' grades are judged by them.
 *
 * What was withheld as a state secret is judged as one, whatever the recording itself is classed as: whoever may not see
 * secrets lifts none, and to whom they are closed none is shown.
 */
export function judgedForLifting<F extends { readonly asset: string; readonly secrecy: Secrecy }>(
  pack: Grading,
  footage: readonly F[],
  lines: readonly Withheld[],
): F[] {
  return footage
    .filter(({ asset }) => lines.some((line) => line.asset === asset))
    .map((one) =>
      lines.some(({ asset, ground }) => asset === one.asset && ground === "stateSecret") &&
      isWithinCeiling(pack, one.secrecy, "privacy")
        ? Object.assign({}, one, { secrecy: "confidential" as const })
        : one,
    );
}
