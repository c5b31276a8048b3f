import { retentionRoles } from "../../shared/access/retention-duties.ts";
import type { RetentionOrderName } from "../../shared/model/retention.ts";
import { useSession } from "../session/store.ts";

/** Whether the signed-in person's roles carry an act; headquarters decides, this only leaves buttons out. */
export function useMaySign(): (order: RetentionOrderName) => boolean {
  const roles = useSession(({ current }) => current?.person.roles);
  return (order) => retentionRoles[order].some((role) => roles?.includes(role) === true);
}
