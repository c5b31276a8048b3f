import { undertakingOf, type Issuer, type RoomLimits } from "../access/index.ts";
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

/** Before the first policy pack has come, what the generic one says. */
export function roomLimits(policy: PolicyPack | null): RoomLimits {
  return {
    confirmMinutes: policy?.presenceConfirmation.everyMinutes ?? 20,
    restMinutes: policy?.pause.limitMinutes ?? 15,
  };
}
