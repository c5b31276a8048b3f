import { undertakingOf, type Issuer, type RoomLimits } from "../access/index.ts";
import type { GrantLeaf } from "../formats/grant.ts";
import { floorOf, type Floor } from "../../shared/access/policy/floors.ts";
import { isConfidential } from "../../shared/access/policy/room.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { usualTimeZone } from "../../shared/time-zone.ts";
import type { Enrolment } from "./enrolment.ts";

/** Before the first policy pack has come, the authority is known by its code and the station's own name alone. */
export function issuerOf(enrolment: Enrolment, policy: PolicyPack | null): Issuer {
  const { zh = enrolment.name, en = enrolment.name } = policy?.authority ?? {};
  return {
    code: policy?.authority.code ?? enrolment.logOrigin.split("/")[0] ?? "",
    authority: { zh, en },
    station: enrolment.logOrigin,
    stationName: enrolment.name,
    room: { zh: enrolment.room.zh, en: enrolment.room.en },
    zone: policy?.authority.timeZone ?? usualTimeZone,
  };
}

/** Before the first policy pack has come, the strictest values that still let a person mistype. */
export function pinRules(policy: PolicyPack | null): Pick<PolicyPack["pin"], "attempts" | "firstDelaySeconds"> {
  return policy?.pin ?? { attempts: 5, firstDelaySeconds: 2 };
}

/** The undertaking of a pack; nothing without one. */
export function undertakingIn(policy: PolicyPack | null): ReturnType<typeof undertakingOf> | null {
  return policy === null ? null : undertakingOf(policy);
}

/** Whether one of these recordings is confidential by the pack of the grant; without the pack each may be. */
export function isConfidentialBy(policy: PolicyPack | null, footage: readonly Pick<Footage, "secrecy">[]): boolean {
  return policy === null || footage.some((one) => isConfidential(policy, one));
}

/** What is to be shown, as far as the room guard must know it. */
export interface Asked {
  readonly confidential: boolean;
  /** Protections that must be live on this machine. */
  readonly floor: Floor;
}

/**
 * What the pack of a grant asks of the room before these recordings open. Their classes are those of the grant and those
 * that the catalogue has now, so that a class that was raised since counts.
 */
export function askedBy(
  policy: PolicyPack | null,
  footage: readonly Pick<Footage, "secrecy">[],
  leaf: Pick<GrantLeaf, "chain"> | undefined,
): Asked {
  const classes = [...(leaf?.chain?.recordings ?? []), ...footage].map(({ secrecy }) => secrecy);
  return { confidential: isConfidentialBy(policy, footage), floor: floorOf(policy, classes) };
}

/** Before the first policy pack has come, what the generic one says. */
export function roomLimits(policy: PolicyPack | null): RoomLimits {
  return {
    confirmMinutes: policy?.presenceConfirmation.everyMinutes ?? 20,
    restMinutes: policy?.pause.limitMinutes ?? 15,
  };
}

/** Minutes without a hand on the machine after which a session ends; before the first policy pack has come, the generic one's. */
export function idleMinutes(policy: PolicyPack | null): number {
  return policy?.idle?.lockMinutes ?? 10;
}
