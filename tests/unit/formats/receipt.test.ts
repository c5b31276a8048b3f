import { describe, expect, it } from "vitest";
import { receiptCodes, receiptFromCodes } from "../../../main/formats/receipt-code.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { formatReceipt, judgeReceipt, parseReceipt, type ReceiptVerdict } from "../../../main/formats/receipt.ts";
import { parseVerifierKey } from "../../../main/formats/signed-note.ts";
import { parseWithheldList, withheldListText } from "../../../main/formats/withheld-list.ts";
import { hiddenLines, makeReceipts } from "../../support/receipts.ts";

const made = makeReceipts();
const authority = parseVerifierKey(made.cosigner);
const foreigner = parseVerifierKey(made.otherCosigner);

/** What a reader who trusts headquarters makes of a text; a text that is no receipt is refused too. */
function judge(text: string, authorities = [authority]): ReceiptVerdict["outcome"] | "malformed" {
  try {
    return judgeReceipt(parseReceipt(text), authorities).outcome;
  } catch (error) {
    if (error instanceof FormatError) {
      return "malformed";
    }
    throw error;
  }
}

/** Each text with one character changed, to its neighbour or to a digit or letter. */
function* flips(text: string, every = 1): Generator<string> {
  for (let at = 0; at < text.length; at += every) {
    const code = text.charCodeAt(at);
    for (const other of new Set([String.fromCharCode(code ^ 1), text[at] === "0" ? "1" : "0"])) {
      if (other !== text[at]) {
        yield text.slice(0, at) + other + text.slice(at + 1);
      }
    }
  }
}

describe("a viewing receipt", () => {
  it("reads back, and whoever trusts headquarters' cosigner can check it without the station", () => {
    const receipt = parseReceipt(made.countersigned);
    expect(receipt.slip).toEqual(made.slip);
    expect(formatReceipt(receipt)).toBe(made.countersigned);
    expect(judgeReceipt(receipt, [foreigner, authority])).toMatchObject({ outcome: "verified", by: authority.name });
  });

  it("is never called verified while only the station has signed, nor under a foreign authority", () => {
    expect(judge(made.promised)).toBe("promised");
    expect(judge(made.promised, [parseVerifierKey(made.stationKey)])).toBe("promised");
    expect(judge(made.countersigned, [foreigner])).toBe("unknown");
    expect(judge(made.countersigned, [])).toBe("unknown");
    // The station's own key is no authority, even when somebody passes it as one.
    expect(judge(made.countersigned, [parseVerifierKey(made.stationKey)])).toBe("unknown");
  });

  it("every character counts: no single change is accepted", () => {
    expect(judge(made.countersigned)).toBe("verified");
    const accepted = [...flips(made.countersigned)].filter((text) => judge(text) === "verified");
    expect(accepted).toEqual([]);
    const promised = [...flips(made.promised)].filter((text) => ["promised", "verified"].includes(judge(text)));
    expect(promised).toEqual([]);
  });

  it("another person's slip, another viewing's entry or another place in the log proves nothing", () => {
    const receipt = parseReceipt(made.countersigned);
    const theirs = judgeReceipt(
      { ...receipt, slip: { ...receipt.slip, person: { name: "别人", capacity: "viewer" } } },
      [authority],
    );
    expect(theirs).toEqual({ outcome: "broken", fault: "slip" });
    expect(judgeReceipt({ ...receipt, entry: made.otherEntry }, [authority])).toEqual({
      outcome: "broken",
      fault: "entry",
    });
    const moved = { ...receipt, proof: { ...receipt.proof, proof: receipt.proof.proof.slice(1) } };
    expect(judgeReceipt(moved, [authority])).toEqual({ outcome: "broken", fault: "inclusion" });
  });

  it("a proof with a second signature or extra bytes is refused: nobody could check them", () => {
    const twice = made.countersigned.replace(/(— [^\\]+\\n)"/u, '$1$1"');
    expect(twice).not.toBe(made.countersigned);
    expect(judge(twice)).toBe("malformed");
    expect(judge(made.countersigned.replace("index ", "extra AAAA\\nindex "))).toBe("malformed");
    expect(judge(` ${made.countersigned}`)).toBe("malformed");
  });
});

describe("a receipt of a viewing with parts that were not shown", () => {
  const hidden = makeReceipts({ hidden: true });
  const trusted = [parseVerifierKey(hidden.cosigner)];
  const faultOf = (change: object) => judgeReceipt({ ...parseReceipt(hidden.countersigned), ...change }, trusted);

  it("carries the list, and its characters count like all others", () => {
    expect(judge(hidden.countersigned, trusted)).toBe("verified");
    expect(receiptFromCodes(receiptCodes(hidden.countersigned).join("\n"))).toBe(hidden.countersigned);
    const accepted = [...flips(hidden.countersigned, 5)].filter((text) => judge(text, trusted) === "verified");
    expect(accepted).toEqual([]);
  });

  it("proves nothing with a shorter list, another one or none, and neither with a list that its slip does not name", () => {
    const { withheld = "" } = parseReceipt(hidden.countersigned);
    const broken = { outcome: "broken", fault: "withheld" };
    expect(faultOf({ withheld: undefined })).toEqual(broken);
    expect(faultOf({ withheld: `${withheld.split("\n")[0] ?? ""}\n` })).toEqual(broken);
    expect(faultOf({ withheld: withheld.replace("899-1199", "899-1198") })).toEqual(broken);
    expect(judgeReceipt({ ...parseReceipt(made.countersigned), withheld }, [authority])).toEqual(broken);
    // The control.
    expect(faultOf({ withheld })).toMatchObject({ outcome: "verified" });
  });

  it("its list reads back line by line, and a text that is no such list is none", () => {
    const text = withheldListText(hiddenLines);
    expect(parseWithheldList(text)).toEqual(hiddenLines);
    for (const wrong of [
      "",
      text.trimEnd(),
      `${text}\n`,
      text.replace("3f3f", "3F3F"),
      text.replace(" - ", " 1,2,3 "),
    ]) {
      expect(parseWithheldList(wrong)).toBeNull();
    }
  });
});

describe("the codes of a receipt", () => {
  const codes = receiptCodes(made.countersigned);

  it("carry the receipt in the alphabet of QR's alphanumeric mode, in any order", () => {
    expect(codes.every((code) => /^[0-9A-Z $%*+\-./:]+$/u.test(code))).toBe(true);
    expect(receiptFromCodes(codes.toReversed().join("\n"))).toBe(made.countersigned);
    expect(receiptFromCodes([...codes, ...codes].join("\r\n\r\n"))).toBe(made.countersigned);
  });

  it("every character counts here too", () => {
    const text = codes.join("\n");
    const accepted = [...flips(text)].filter((changed) => {
      try {
        return judge(receiptFromCodes(changed)) === "verified";
      } catch (error) {
        if (error instanceof FormatError) {
          return false;
        }
        throw error;
      }
    });
    // A line end that became another blank is no change to what the codes say.
    expect(accepted.filter((changed) => changed.replaceAll(/\s/gu, "") !== text.replaceAll(/\s/gu, ""))).toEqual([]);
  });

  it("a missing, foreign or truncated part is refused", () => {
    const [first = "", ...rest] = codes;
    const foreign = receiptCodes(made.promised)[0] ?? "";
    for (const wrong of [
      rest.join("\n"),
      "",
      [foreign, ...rest].join("\n"),
      [first.slice(0, -3), ...rest].join("\n"),
    ]) {
      expect(() => receiptFromCodes(wrong)).toThrow(FormatError);
    }
  });

  it("fit symbols of version 25 at most, whatever the size of the log", () => {
    const sizes = [20, 40, 63].map((depth) => receiptCodes(makeReceipts({ depth }).countersigned));
    expect(sizes.map((some) => some.length)).toEqual([3, 4, 5]);
    // Version 22 with error correction M holds 1134 characters.
    expect(Math.max(...sizes.flat().map((code) => code.length))).toBeLessThanOrEqual(1134);
  });
});
