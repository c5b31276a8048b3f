import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { UndertakingSignature } from "../../../shared/model/viewing.ts";
import { encodeCanonical } from "../../formats/canonical-json.ts";
import { sha256Hex } from "../../formats/digest.ts";

/** The undertaking and a hand under it, as exact bytes and by their digests. */
export interface Signed {
  readonly bytes: Uint8Array;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
}

/** The undertaking (告知及承诺) as it stands on screen: canonical JSON of the pack's words in both languages. */
export function undertakingOf({ pack, version, notice }: PolicyPack): Signed {
  const { article, title, items } = notice;
  const words = { title: both(title), items: items.map(both), article };
  return signed({ v: 1, t: "undertaking", pack, version, ...words });
}

function both({ zh, en }: { readonly zh: string; readonly en: string }): { zh: string; en: string } {
  return { zh, en };
}

/** A signature under one undertaking; so a hand that was given once is good for no other text, person or viewing. */
export function signatureOf(signature: UndertakingSignature, under: Readonly<Record<string, string>>): Signed {
  const hand =
    signature.kind === "typed"
      ? { kind: signature.kind, name: signature.name }
      : { kind: signature.kind, strokes: signature.strokes };
  return signed({ v: 1, t: "undertaking.signature", ...under, hand });
}

function signed(value: Parameters<typeof encodeCanonical>[0]): Signed {
  const bytes = encodeCanonical(value);
  return { bytes, digest: sha256Hex(bytes) };
}

/** A drawn hand of fewer points than this is a blot. */
const fewestPoints = 8;

/** Whether this can be the hand of somebody of this name: the name as it is written, or a drawing that is more than a blot. */
export function isHandOf(signature: UndertakingSignature, name: string): boolean {
  if (signature.kind === "typed") {
    return plain(signature.name) === plain(name);
  }
  const numbers = signature.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  return numbers >= 2 * fewestPoints && signature.strokes.every(({ length }) => length % 2 === 0);
}

function plain(name: string): string {
  return name.normalize("NFC").replaceAll(/\s+/gu, "").toUpperCase();
}
