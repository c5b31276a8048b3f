import type { RequestRecord } from "../../../shared/model/request.ts";
import type { GrantBody } from "../../formats/grant.ts";

/**
 * What the chain followed from, so that the station can follow it again: every recording asked for, granted or not.
 *
 * @param dated with the time of recording, which the frame of a standing order is judged by.
 */
export function recordingsOf(
  { footage }: Pick<RequestRecord, "footage">,
  { dated }: { readonly dated: boolean },
): NonNullable<GrantBody["chain"]>["recordings"] {
  return footage.map(({ asset, kind, unit, squad, caseNo, secrecy, volume, state, frames, durationMs, ...one }) => ({
    asset,
    kind,
    unit,
    squad,
    caseNo,
    secrecy,
    volume,
    state,
    frames,
    durationMs,
    ...(dated ? { recordedFrom: one.recordedFrom } : {}),
    wearers: one.wearers.map(({ person }) => person),
  }));
}

/** The clerk's word on each paper, for the room to look at when the door opens. */
export function papersOf({ papers }: Pick<RequestRecord, "papers">): Pick<GrantBody, "papers"> {
  const checked = papers.flatMap(({ paper, article, check }) =>
    check === undefined
      ? []
      : [
          {
            paper,
            article,
            checkedBy: { person: check.by.person, name: check.by.name },
            at: check.at,
            ...(check.validUntil === undefined ? {} : { validUntil: check.validUntil }),
          },
        ],
  );
  return checked.length === 0 ? {} : { papers: checked };
}
