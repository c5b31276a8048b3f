import { randomBytes } from "node:crypto";
import type { RequestAct } from "../../../shared/http/acts.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import { personIdSchema } from "../../../shared/model/person.ts";

const hour = 3_600_000;

/** Who asks, for what, and where it shall be seen. */
export interface DemonstrationWish {
  readonly person: string;
  readonly supervisor: string;
  /** Origin of the station's log. */
  readonly station: string;
  readonly room: string;
  readonly now: number;
  /** The middle of the recording when absent. */
  readonly range?: { readonly from: number; readonly to: number };
  readonly detail?: string;
}

const usualDetail = "案件审核中当事人对现场检查告知程序提出疑问，需核对现场出示证件、告知权利义务的过程。";

/** A form F1 for part of one recording, ready to be signed. */
export function demonstrationRequest(footage: Footage, wish: DemonstrationWish): RequestAct {
  const { person, supervisor, station, room, now } = wish;
  const { from, to } = wish.range ?? { from: Math.floor(footage.frames / 4), to: Math.ceil(footage.frames / 2) };
  return {
    v: 1,
    t: "request.file",
    person: personIdSchema.parse(person),
    station,
    at: new Date(now).toISOString(),
    nonce: randomBytes(16).toString("base64url"),
    form: {
      applicantClass: "staff",
      dutyBasis: "承办本案的案件办理职责",
      purpose: "caseReview",
      purposeDetail: wish.detail ?? usualDetail,
      caseNo: footage.caseNo,
      caseCause: footage.caseCause,
      caseParty: footage.caseParty,
      inspectedUnit: footage.inspectedUnit,
      verb: "view",
      legalRoute: "internal",
      secrecyCheck: {
        stateSecret: false,
        businessSecret: footage.secrecy === "business",
        privacy: footage.secrecy === "privacy",
      },
      assets: [{ asset: footage.asset, ranges: [{ from, to }], whole: false }],
      supervisor: personIdSchema.parse(supervisor),
      room,
      validFrom: new Date(now).toISOString(),
      validTo: new Date(now + 72 * hour).toISOString(),
    },
  };
}
