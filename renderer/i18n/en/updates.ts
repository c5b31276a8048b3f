import type { updates as original } from "../zh-CN/updates.ts";

/** English. */
export const updates: Readonly<Record<keyof typeof original, string>> = {
  "entry.program.update": "Program update",
  "entry.hq.program": "Program published by HQ",
  "told.program.offered": "Headquarters offers program {version} (counter {counter}); it is being fetched.",
  "told.program.deferred":
    "Headquarters offers program {version} (counter {counter}) in stages; it is not this station's turn.",
  "told.program.refused": "An update was refused: {why}",
  "told.program.refusedVersion": "The update to program {version} (counter {counter}) was refused: {why}",
  "told.program.downloaded": "Program {version} (counter {counter}) was fetched and verified.",
  "told.program.handed-over": "Program {version} (counter {counter}) was handed over for installation.",
  "told.program.installed": "Program {version} (counter {counter}) runs here now.",
  "told.hq.program": "Headquarters published program {version} (counter {counter}).",
  "told.hq.program.withdraw": "Headquarters withdrew program {version} (counter {counter}).",

  "update.why.malformed": "it is no release, or damaged",
  "update.why.unsigned": "no release key has signed it",
  "update.why.too-few-signatures": "fewer than two release keys have signed it",
  "update.why.bad-signature": "a signature does not fit its content",
  "update.why.wrong-edition": "it is of another edition",
  "update.why.wrong-platform": "it is for another kind of machine",
  "update.why.expired": "the release has expired; somebody may be holding back a newer one",
  "update.why.not-yet": "it was issued in the future",
  "update.why.rolled-back":
    "it is older than a release this station has seen; somebody may be bringing an old one back",
  "update.why.older": "it is not newer than the program installed here",
  "update.why.contradiction": "there are two contents under one version or counter",
  "update.why.too-large": "the package is too large",
  "update.why.redirected": "headquarters pointed elsewhere, which was not followed",
  "update.why.unanswered": "headquarters did not answer in time",
  "update.why.wrong-size": "what came has not the signed size",
  "update.why.wrong-digest": "what came is not what was signed",
  "update.why.swapped": "the file was another one when it was to be installed",
  "update.why.no-space": "the disk is full",
  "update.why.not-installed": "the installation did not complete; the program is still the one before",
};
