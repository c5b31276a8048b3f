import type { AuditLog } from "../auditlog/index.ts";
import { equalBytes, fromBase64 } from "../formats/bytes.ts";

/**
 * Whether the log still contains the head that headquarters last countersigned.
 *
 * A station that was set back to an older disk does not: it is shorter, or went another way. The pin
 * comes inside each grant, so this works with a grant from a USB stick too (research note B.3c).
 */
export function extendsPin(log: Pick<AuditLog, "size" | "root">, size: number, root: string): boolean {
  if (size === 0) {
    return true;
  }
  if (size > log.size) {
    return false;
  }
  try {
    return equalBytes(log.root(size), fromBase64(root));
  } catch {
    return false;
  }
}
