import type { Footage } from "../../model/footage.ts";
import type { PolicyPack } from "../../model/policy.ts";
import type { RequestedAsset, RequestForm } from "../../model/request.ts";
import type { ApprovalFacts } from "./approval.ts";
import { isConfidential } from "./room.ts";

/** A recording as far as a chain depends on it. */
export type ChainRecording = Pick<Footage, "state" | "secrecy" | "unit" | "frames" | "durationMs" | "kind"> & {
  readonly asset: string;
};

/** What an application asks for, as far as its chain depends on it. */
export interface Application {
  readonly form: Pick<RequestForm, "applicantClass" | "verb" | "legalRoute"> & {
    readonly assets: readonly (Pick<RequestedAsset, "ranges" | "whole"> & { readonly asset: string })[];
  };
  readonly footage: readonly ChainRecording[];
  readonly applicantUnit: string;
}

/** Reads from an application and its recordings what the chain of approval depends on. */
export function approvalFacts(pack: PolicyPack, { form, footage, applicantUnit }: Application): ApprovalFacts {
  return {
    applicantClass: form.applicantClass,
    verb: form.verb,
    route: form.legalRoute,
    archived: footage.some(({ state }) => state === "archived"),
    confidential: footage.some((one) => isConfidential(pack, one)),
    ownUnit: footage.every(({ unit }) => unit === applicantUnit),
    longRange: form.assets.some((requested) => {
      const one = footage.find(({ asset }) => asset === requested.asset);
      return one !== undefined && isLong(requested, one, pack.longRange.minutes);
    }),
  };
}

function isLong(
  { ranges, whole }: Pick<RequestedAsset, "ranges" | "whole">,
  { frames, durationMs, kind }: ChainRecording,
  minutes: number,
): boolean {
  if (kind === "photo") {
    return false;
  }
  const asked = ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
  return whole || asked >= frames || (asked / frames) * durationMs > minutes * 60_000;
}
