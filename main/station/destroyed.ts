import { createDestroyed, type Destroyed, type Grants, type SealedShelf, type ViewingRoom } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { Vault } from "../vault/index.ts";
import type { ArrivedPackages } from "./arrived-packages.ts";
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
  arrived,
}: {
  readonly shelf: SealedShelf;
  readonly log: AuditLog;
  readonly enrolment: Enrolment;
  readonly catchUp: () => void;
  readonly grants: Grants;
  readonly room: () => ViewingRoom;
  readonly vault: Vault;
  readonly arrived: ArrivedPackages;
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
    eraseCiphertext: async (asset, manifest) => {
      await arrived.remove(asset);
      await vault.erase(asset, manifest);
    },
  });
}
