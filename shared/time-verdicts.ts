/** Where footage has to be, one after the other: at the collecting station, in dedicated storage, in the archive. */
export const handInStages = ["station", "storage", "archive"] as const;

/** 一致、不一致、无法判定: what a person may say about the times of a recording. */
export const timeVerdicts = ["agrees", "differs", "uncertain"] as const;

/** Who may say it: those who check, not those who recorded (O-62). */
export const timeCheckRoles = ["legalOfficer", "inspector", "compliance"] as const;
