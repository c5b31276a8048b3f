import { createDestroyed, type Destroyed, type Grants, type SealedShelf, type ViewingRoom } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { Vault } from "../vault/index.ts";
import type { Enrolment } from "./enrolment.ts";

/** Passes the destruction of recordings what it needs of grants, room and vault. */
export function openDestroyed({
  shelf,
  log,
  enrolment,
  catchUp,
  grants,
  room,
  vault,
}: {
  readonly shelf: SealedShelf;
  readonly log: AuditLog;
  readonly enrolment: Enrolment;
  readonly catchUp: () => void;
  readonly grants: Grants;
  readonly room: () => ViewingRoom;
  readonly vault: Vault;
}): Destroyed {
  return createDestroyed({
    shelf,
    log,
    trust: () => ({
      origin: enrolment.headquarters.origin,
      verifierKeys: [enrolment.headquarters.verifierKey, enrolment.cosignerVerifierKey],
    }),
    catchUp,
    eraseGrants: () => grants.eraseDestroyed(),
    stopViewing: (asset) => {
      if (
        room()
          .current()
          ?.grant.assets.some((granted) => granted.asset === asset) === true
      ) {
        room().stop("grant-expired");
      }
    },
    eraseCiphertext: (asset, manifest) => vault.erase(asset, manifest),
  });
}
