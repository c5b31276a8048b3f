/**
 * Why a station's log cannot go on, so that a new generation must follow. No schemas here, so that a screen can walk
 * the list and the compiler sees when a reason has no sentence.
 *
 * `keys-gone`: the key of entries that headquarters holds was erased, and an older log was put back. `forked`: another
 * log was signed under this one's name. `cut-off`: a receipt says that it was longer, and nobody has the rest.
 * `damaged`: it contradicts itself.
 */
export const logEndings = ["keys-gone", "forked", "cut-off", "damaged"] as const;
export type LogEnding = (typeof logEndings)[number];
