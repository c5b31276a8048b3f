import type { FrameRange } from "../model/footage.ts";
import type { PolicyPack } from "../model/policy.ts";
import type { DecisionForm, RefusalGround } from "../model/request.ts";
import type { Withheld, WithheldGround } from "../model/withheld.ts";
import { coversRanges, mergeRanges, withoutRanges } from "../time/frame-ranges.ts";
import { groundArticle } from "./policy/articles.ts";

/** The refusal whose provision also allows to withhold a part. */
const provisionOf: Readonly<Record<WithheldGround, RefusalGround>> = {
  stateSecret: "stateSecret",
  businessSecret: "businessSecretOrPrivacy",
  privacy: "businessSecretOrPrivacy",
  protectedPerson: "businessSecretOrPrivacy",
  minor: "businessSecretOrPrivacy",
  ongoingCase: "ongoingCase",
  unrelated: "scopeTooWide",
};

/** The article behind a ground; absent when the pack gives none, and then nothing may be withheld on it. */
export function withheldArticle(pack: PolicyPack, ground: WithheldGround): string | undefined {
  return groundArticle(pack, provisionOf[ground]);
}

/** Frames of a recording of which neither picture nor sound is shown. */
export function withheldFrames(withheld: readonly Withheld[], asset: string): FrameRange[] {
  return mergeRanges(
    withheld.flatMap((line) =>
      line.asset === asset && line.region === undefined ? [{ from: line.from, to: line.to }] : [],
    ),
  );
}

/** What is left of approved frames. */
export function shownFrames(ranges: readonly FrameRange[], withheld: readonly Withheld[], asset: string): FrameRange[] {
  return withoutRanges(ranges, withheldFrames(withheld, asset));
}

/** Every line that some approval carries, once: what one step of a chain withheld, no later one shows. */
export function withheldBy(forms: readonly DecisionForm[]): Withheld[] {
  const lines = forms.flatMap((form) => (form.outcome === "approve" ? (form.withheld ?? []) : []));
  return [...new Map(lines.map((line) => [keyOf(line), line])).values()];
}

/** Whether the list has exactly this line. */
export function hasLine(list: readonly Withheld[], line: Withheld): boolean {
  const wanted = keyOf(line);
  return list.some((one) => keyOf(one) === wanted);
}

function keyOf({ asset, from, to, region, ground }: Withheld): string {
  const place = region === undefined ? [] : [region.x, region.y, region.width, region.height];
  return [asset, from, to, ground, ...place].join(" ");
}

/** What is wrong with a line, or with what the lines together leave. */
export type WithheldFault =
  | { readonly kind: "line"; readonly line: number }
  /** Nothing of this recording would be shown: then the request is to be refused or narrowed. */
  | { readonly kind: "nothingLeft"; readonly asset: string };

/** Whether the lines lie in what is approved, and leave something of each recording. */
export function withheldFault(
  withheld: readonly Withheld[],
  approved: readonly { readonly asset: string; readonly ranges: readonly FrameRange[] }[],
  hasPicture: (asset: string) => boolean,
): WithheldFault | null {
  const line = withheld.findIndex(({ asset, from, to, region }) => {
    const within = approved.find((one) => one.asset === asset)?.ranges;
    return (
      within === undefined ||
      !coversRanges(within, [{ from, to }]) ||
      from >= to ||
      (region !== undefined && !hasPicture(asset))
    );
  });
  if (line >= 0) {
    return { kind: "line", line };
  }
  const empty = approved.find(({ asset, ranges }) => shownFrames(ranges, withheld, asset).length === 0);
  return empty === undefined ? null : { kind: "nothingLeft", asset: empty.asset };
}
