/** 调用用途, form F1: a closed list. No schema here, so that a screen can walk it. */
export const purposes = [
  "supervision",
  "caseReview",
  "training",
  "reconsideration",
  "litigation",
  "discipline",
  "fileReview",
  "transfer",
  "disclosure",
  "other",
] as const;
