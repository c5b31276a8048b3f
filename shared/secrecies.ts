/** 密级 of form F16, from open to what nobody has decided yet (`pending`, 待定). */
export const secrecies = [
  "none",
  "internal",
  "privacy",
  "business",
  "confidential",
  "secret",
  "topSecret",
  "pending",
] as const;
