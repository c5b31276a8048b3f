/** The closed lists of evidence and its extraction. No schemas here, so that a screen can walk them. */

/** 证据标记 → 已同意 → 已提取 → 已核验; or refused, withdrawn, or found to differ. */
export const extractionStates = [
  "marked",
  "consented",
  "refused",
  "withdrawn",
  "cutting",
  "extracted",
  "verified",
  "differs",
] as const;
export type ExtractionState = (typeof extractionStates)[number];

export const manners = ["copy", "recode"] as const;
export const exhibitKinds = ["clip", "still"] as const;
export const mediums = ["disc", "portable", "dedicatedDisk"] as const;
/** 移送对象, form F8. */
export const receivers = ["police", "procuratorate", "court", "reconsideration", "supervision", "caseFile"] as const;
export const differenceKinds = ["altered", "missing", "repeated", "misplaced", "extra"] as const;

/** Why an act about evidence does not take effect, beside a broken duty. */
export const extractionRefusals = [
  "unknown",
  "wrong-state",
  "replayed",
  "order-changed",
  "outside-grant",
  "withheld",
  "not-the-frames",
  "destroyed",
  "kind-unsupported",
  "rendition",
  "original-damaged",
  "no-ffmpeg",
  "coding-failed",
  "clip-changed",
  "not-a-clip",
] as const;
export type ExtractionRefusal = (typeof extractionRefusals)[number];
