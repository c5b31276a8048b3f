import { retentionRoles } from "../../shared/access/retention-duties.ts";
import type { RetentionOrderName } from "../../shared/model/retention.ts";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";

/** Whether the signed-in person's roles carry an act; headquarters decides, this only leaves buttons out. */
export function useMaySign(): (order: RetentionOrderName) => boolean {
  const roles = useSession(({ current }) => current?.person.roles);
  const approval = useStation(({ policy }) => valueOf(policy)?.retention.holdApproval);
  return (order) => {
    const carrying = order === "hold.approve" && approval !== undefined ? [approval.role] : retentionRoles[order];
    return carrying.some((role) => roles?.includes(role) === true);
  };
}
