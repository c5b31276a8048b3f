import { withheldWords } from "../../../shared/withheld-words.ts";

/** What is withheld from a viewing: on the decision, in the player and on the picture itself. */
export const withheld = {
  ...withheldWords.en,
  "withheld.title": "What is not shown",
  "withheld.explain":
    "The approver decided that these parts are not shown. Neither their picture nor their sound is played; masked areas stay black throughout.",
  "withheld.line": "Frames {from}–{to} ({start}–{end})",
  "withheld.whole": "Picture and sound",
  "withheld.region": "Part of the picture: {place}",
  "withheld.place": "left {x}%, top {y}%, width {width}%, height {height}%",
  "withheld.digest": "Digest of the frames {digest}",
  "withheld.hint":
    "A stretch that is left out is not played at all, picture or sound; to cover only a face or a document, mask a part of the picture. Each line needs a ground, and the person concerned is given the list.",
  "withheld.blind":
    "You see no picture here. Enter the place as somebody who may look has given it; when in doubt, leave the whole stretch out.",
  "withheld.add": "Add a line",
  "withheld.scope": "Scope",
  "withheld.scopeWhole": "Leave the stretch out",
  "withheld.scopeRegion": "Mask a part of the picture",
  "withheld.ground": "Ground",
  "withheld.sketch": "Sketch of the picture",
  "withheld.x": "Left %",
  "withheld.y": "Top %",
  "withheld.width": "Width %",
  "withheld.height": "Height %",
  "withheld.remains": "{n} of {of} approved frames remain to be seen",
  "withheld.nothing": "Nothing remains to be seen. Withhold less, or refuse the request.",
  "withheld.outside": "Outside what is approved.",
  "withheld.lines": "{n} {n|line|lines}",
};
