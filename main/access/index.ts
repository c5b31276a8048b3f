export {
  createAdministrationDesk,
  type AdministrationDesk,
  type YieldedFile,
} from "./administration/administration.ts";
export { createPolicyOfferDesk, type PolicyOfferDesk } from "./administration/policy-offers.ts";
export { readPeopleFile, type PeopleFile } from "./administration/people-file.ts";
export { createRegister, type Register } from "./administration/register.ts";
export { createStanding, type StandingRecord } from "./administration/standing.ts";
export { createCatalogue, type Catalogue } from "./catalogue.ts";
export { createDestroyed, type Destroyed } from "./destroyed.ts";
export { createRetentionDesk, type RetentionDesk } from "./retention.ts";
export { createExtractionDesk, type ExtractionDesk } from "./extractions.ts";
export { createFindings, type Findings } from "./findings.ts";
export { createGrants, type GrantPorts, type Grants } from "./grants/grants.ts";
export { createIncidents, type Incidents } from "./incidents.ts";
export { createHeadquartersClient, type Caller, type HeadquartersClient } from "./headquarters-client.ts";
export { openRemotePackage, type PieceGetter, type RemotePackage } from "./packages.ts";
export { besidesOf, type Issuer } from "./receipts/compose.ts";
export { createReceipts, type IssuedReceipt, type Receipts } from "./receipts/receipts.ts";
export { createReceived, type Received } from "./received.ts";
export { createLogView, type LeafSource, type LogView } from "./registers/log-view.ts";
export { createProjection, type Projection } from "./registers/projection.ts";
export { noUpdates, rememberUpdate } from "./registers/update-memory.ts";
export { createSavedFilters, type SavedFilters } from "./registers/saved-filters.ts";
export { createSittings, type Sittings } from "./registers/sittings.ts";
export { createDeputies, type Deputies } from "./requests/deputies.ts";
export { createDrafts, type Drafts } from "./requests/drafts.ts";
export { createRequests, type Requests } from "./requests/requests.ts";
export { declarationFault, incidentFault, requestFault, type FormSigners } from "./signed-forms.ts";
export { holdFault, listFault } from "./signed-retention.ts";
export { createUnanswered, type Unanswered } from "./requests/unanswered.ts";
export { createStandingDesk, type StandingDesk } from "./requests/standing-orders.ts";
export type { Signer, Signing } from "./signed-acts.ts";
export { createSealedShelf, type SealedShelf, type ShelfRows } from "./sealed-shelf.ts";
export type {
  HeldGrant,
  PictureRequest,
  Pictures,
  RoomLimits,
  RoomPorts,
  RoomToken,
  SignedPresence,
} from "./viewing/ports.ts";
export { createDeclarations, type Declarations } from "./declarations.ts";
export { createTimeChecks, type TimeChecks } from "./time-checks.ts";
export { createViewingRoom, type ViewingRoom } from "./viewing/room.ts";
export { undertakingOf } from "./viewing/undertaking.ts";
