import type { AssetId, Footage } from "../../../shared/model/footage.ts";
import type { PersonId } from "../../../shared/model/person.ts";
import type { OutsideViewer, RequestForm, RequestId, RequestedAsset } from "../../../shared/model/request.ts";

/** The form as typed so far: every field may still be empty. */
export interface Draft {
  readonly applicantClass: RequestForm["applicantClass"];
  readonly dutyBasis: string;
  readonly purpose: RequestForm["purpose"] | null;
  readonly purposeDetail: string;
  readonly caseNo: string;
  readonly caseCause: string;
  readonly caseParty: string;
  readonly inspectedUnit: string;
  readonly verb: RequestForm["verb"];
  readonly legalRoute: RequestForm["legalRoute"];
  readonly secrecyCheck: RequestForm["secrecyCheck"];
  readonly assets: readonly RequestedAsset[];
  readonly supervisor: PersonId | null;
  readonly room: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** For whom a clerk asks; null when the applicant themselves will view. */
  readonly viewer: OutsideViewer | null;
  readonly attachments: NonNullable<RequestForm["attachments"]>;
  readonly original: boolean;
  /** The returned request that this form completes. */
  readonly completes: RequestId | null;
}

/** Parts of the form in the paper's order. */
export const parts = ["applicant", "purpose", "footage", "manner", "place"] as const;
export type Part = (typeof parts)[number];

export function emptyDraft(room: string, now: string, hours: number): Draft {
  return {
    applicantClass: "staff",
    dutyBasis: "",
    purpose: null,
    purposeDetail: "",
    caseNo: "",
    caseCause: "",
    caseParty: "",
    inspectedUnit: "",
    verb: "view",
    legalRoute: "internal",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
    assets: [],
    supervisor: null,
    room,
    validFrom: now,
    validTo: new Date(Date.parse(now) + hours * 3_600_000).toISOString(),
    viewer: null,
    attachments: [],
    original: false,
    completes: null,
  };
}

/** Nobody named yet. */
export const emptyViewer: OutsideViewer = {
  name: "",
  idKind: "residentId",
  idNo: "",
  unit: "",
  contact: "",
  protected: false,
};

/** A filed form on the desk again, to be completed (补正). */
export function draftOf(form: RequestForm, completes: RequestId): Draft {
  const { viewer = null, attachments = [], original = false, ...rest } = form;
  return { ...rest, viewer, attachments, original, completes };
}

/**
 * Reads a draft back.
 *
 * @returns `null` when there is none or it was written by another version of the form; a draft is a
 * convenience and is dropped rather than guessed at.
 */
export function readDraft(text: string | null, empty: Draft): Draft | null {
  if (text === null || text === "") {
    return null;
  }
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null || !Object.keys(empty).every((key) => key in read)) {
      return null;
    }
    // Every field is there; the station checks each value again when the form is filed.
    return read as Draft;
  } catch {
    return null;
  }
}

/** Takes a recording into the form, with its case when the form has none yet. */
export function withAsset(draft: Draft, footage: Footage): Draft {
  if (draft.assets.some(({ asset }) => asset === footage.asset)) {
    return draft;
  }
  const known = draft.caseNo === "" ? caseOf(footage) : {};
  return { ...draft, ...known, assets: [...draft.assets, firstRange(footage)] };
}

function caseOf(footage: Footage): Pick<Draft, "caseNo" | "caseCause" | "caseParty" | "inspectedUnit"> {
  return {
    caseNo: footage.caseNo,
    caseCause: footage.caseCause,
    caseParty: footage.caseParty,
    inspectedUnit: footage.inspectedUnit,
  };
}

/** A photo is asked for whole; of anything longer, the first fifth is offered as a start. */
function firstRange({ asset, frames, kind }: Footage): RequestedAsset {
  const to = kind === "photo" ? frames : Math.max(1, Math.floor(frames / 5));
  return { asset, ranges: [{ from: 0, to }], whole: false };
}

export function withoutAsset(draft: Draft, asset: AssetId): Draft {
  return { ...draft, assets: draft.assets.filter((one) => one.asset !== asset) };
}

export function changeAsset(draft: Draft, changed: RequestedAsset): Draft {
  return { ...draft, assets: draft.assets.map((one) => (one.asset === changed.asset ? changed : one)) };
}

/** Fields of a part that are still to be filled in. */
export function missingIn(part: Part, draft: Draft): readonly (keyof Draft)[] {
  const checks: Readonly<Record<Part, readonly (readonly [keyof Draft, boolean])[]>> = {
    applicant: [
      ["dutyBasis", draft.applicantClass !== "staff" || draft.dutyBasis.trim() !== ""],
      ["viewer", draft.viewer === null || isNamed(draft.viewer)],
    ],
    purpose: [
      ["purpose", draft.purpose !== null],
      ["purposeDetail", draft.purposeDetail.trim().length >= 10],
      ["caseNo", draft.caseNo.trim() !== ""],
      ["caseCause", draft.caseCause.trim() !== ""],
      ["caseParty", draft.caseParty.trim() !== ""],
    ],
    footage: [["assets", draft.assets.length > 0 && draft.assets.every(isComplete)]],
    manner: [],
    place: [
      ["supervisor", draft.supervisor !== null],
      ["room", draft.room !== ""],
      ["validTo", Date.parse(draft.validFrom) < Date.parse(draft.validTo)],
    ],
  };
  return checks[part].filter(([, isFilled]) => !isFilled).map(([field]) => field);
}

function isNamed({ name, idNo }: OutsideViewer): boolean {
  return name.trim() !== "" && idNo.trim().length >= 4;
}

function isComplete({ whole, wholeReason, ranges }: RequestedAsset): boolean {
  return ranges.length > 0 && (!whole || (wholeReason ?? "").trim() !== "");
}

/** The form to sign; `null` while something is missing. */
export function formOf(draft: Draft): RequestForm | null {
  const { purpose, supervisor, viewer, attachments, original, completes: _completes, ...rest } = draft;
  if (purpose === null || supervisor === null || parts.some((part) => missingIn(part, draft).length > 0)) {
    return null;
  }
  return {
    ...rest,
    purpose,
    supervisor,
    assets: [...draft.assets],
    ...(viewer === null ? {} : { viewer }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(original ? { original } : {}),
  };
}
