import { randomBytes } from "node:crypto";
import type { RequestAct } from "../../../shared/http/acts.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { encodeCanonical, type JsonValue } from "../../formats/canonical-json.ts";
import { signCms } from "../../formats/cms.ts";
import { openToken } from "../../formats/pkcs12.ts";

const hour = 3_600_000;

/** Who signs the demonstration's request, and where. */
export interface DemonstrationSigner {
  readonly person: string;
  readonly token: Uint8Array;
  readonly pin: string;
  readonly supervisor: string;
  /** Origin of the station's log. */
  readonly station: string;
  readonly room: string;
  readonly now: number;
}

/** A signed form F1 for the middle of one recording, so that a newcomer finds something to decide. */
export function signDemonstrationRequest(footage: Footage, signer: DemonstrationSigner): Uint8Array {
  const token = openToken(signer.token, signer.pin);
  if (!token.ok) {
    throw new Error("demonstration token does not open");
  }
  const at = new Date(signer.now);
  const act: RequestAct = {
    v: 1,
    t: "request.file",
    person: personIdSchema.parse(signer.person),
    station: signer.station,
    at: at.toISOString(),
    nonce: randomBytes(16).toString("base64url"),
    form: {
      applicantClass: "staff",
      dutyBasis: "承办本案的案件办理职责",
      purpose: "caseReview",
      purposeDetail: "案件审核中当事人对现场检查告知程序提出疑问，需核对现场出示证件、告知权利义务的过程。",
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
      assets: [
        {
          asset: footage.asset,
          ranges: [{ from: Math.floor(footage.frames / 4), to: Math.ceil(footage.frames / 2) }],
          whole: false,
        },
      ],
      supervisor: personIdSchema.parse(signer.supervisor),
      room: signer.room,
      validFrom: at.toISOString(),
      validTo: new Date(signer.now + 72 * hour).toISOString(),
    },
  };
  return signCms(encodeCanonical(toJson(act)), { ...token, at });
}

/** The act without absent optional members, which canonical JSON has no word for. */
function toJson(act: RequestAct): JsonValue {
  // JSON text holds nothing but JSON values.
  return JSON.parse(JSON.stringify(act)) as JsonValue;
}
