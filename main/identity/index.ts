export { createIdentity, signAct, type Identity, type IdentityOptions } from "./identity.ts";
export { createPinGuard, type PinGuard, type PinRecord, type PinRecords, type PinRules } from "./pin-guard.ts";
export type {
  DemonstrationPerson,
  Directory,
  HeadquartersSession,
  IdentityLog,
  OpenedToken,
  SessionDesk,
} from "./ports.ts";
export { openTokenFolder, type TokenFolder } from "./token-folder.ts";
