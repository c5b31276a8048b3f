import type { Footage } from "../../model/footage.ts";
import type { OrderedFrames } from "../../model/extraction.ts";
import type { PolicyPack } from "../../model/policy.ts";
import { approvalChain, decidingStep, type ApprovalChain } from "./approval.ts";
import { approvalFacts } from "./facts.ts";

/** The pack's chain for taking these frames as evidence inside the authority (O-72): who consents, and by which article. */
export function extractionChain(
  pack: PolicyPack,
  { asset, from, to }: Pick<OrderedFrames, "asset" | "from" | "to">,
  footage: Footage,
  unit: string,
): ApprovalChain {
  return approvalChain(
    pack,
    approvalFacts(pack, {
      form: {
        applicantClass: "staff",
        verb: "extract",
        legalRoute: "internal",
        assets: [{ asset, ranges: [{ from, to }], whole: from === 0 && to === footage.frames }],
      },
      footage: [footage],
      applicantUnit: unit,
    }),
  );
}

/** The step of the chain in which the head consents; absent where the pack lets nobody. */
export const consentingStep = decidingStep;
