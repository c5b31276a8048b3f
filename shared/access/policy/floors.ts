import type { Secrecy } from "../../model/footage.ts";
import type { PolicyPack } from "../../model/policy.ts";
import { protectionIds, type ProtectionId } from "../../protections.ts";
import { secrecies } from "../../secrecies.ts";

/** The protections that must be live before these recordings open, and the provision that says so. */
export interface Floor {
  readonly needs: readonly ProtectionId[];
  /** Absent where the pack leaves the floor to the program. */
  readonly article?: string;
}

const open: readonly ProtectionId[] = ["sandbox", "network", "storage"];
const inner: readonly ProtectionId[] = [...open, "keyStore"];
const sealed: readonly ProtectionId[] = [...inner, "displays", "clipboard", "integrity", "kiosk", "recorders"];

/** What each class needs where a pack says nothing: the more it may harm, the more, and what is undecided the most. */
const usual: Readonly<Record<Secrecy, readonly ProtectionId[]>> = {
  none: open,
  internal: open,
  privacy: inner,
  business: inner,
  confidential: sealed,
  secret: sealed,
  topSecret: sealed,
  pending: sealed,
};

/** What one class needs by the pack. */
export function floorOfClass(pack: PolicyPack | null, secrecy: Secrecy): Floor {
  const rows = (pack?.floors ?? []).filter(({ classes }) => classes.includes(secrecy));
  const [first] = rows;
  return first === undefined
    ? { needs: usual[secrecy] }
    : { needs: inOrder(rows.flatMap(({ needs }) => needs)), article: first.article };
}

/** What all of these together need. Without a pack, or where not even the class is known, the highest floor stands in. */
export function floorOf(pack: PolicyPack | null, classes: readonly Secrecy[]): Floor {
  const known = pack === null || classes.length === 0 ? secrecies : classes;
  const floors = [...new Set(known)].map((secrecy) => floorOfClass(pack, secrecy));
  const strictest = floors.toSorted((one, other) => other.needs.length - one.needs.length)[0];
  return { ...strictest, needs: inOrder(floors.flatMap(({ needs }) => needs)) };
}

/** Which of them are not live; one that nobody has looked at is not. */
export function missingFrom(
  { needs }: Floor,
  protections: readonly { readonly id: ProtectionId; readonly state: string }[],
): readonly ProtectionId[] {
  return needs.filter((id) => !protections.some((found) => found.id === id && found.state === "live"));
}

function inOrder(needs: readonly ProtectionId[]): ProtectionId[] {
  return protectionIds.filter((id) => needs.includes(id));
}
