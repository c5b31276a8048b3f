export { runHeadquartersCommand, type HeadquartersCommandOutput } from "./command.ts";
export { startHeadquarters } from "./headquarters.ts";
export {
  ingestMetadataSchema,
  type IngestMetadataInput,
  type IngestProgress,
  type IngestRefusal,
} from "./ingest/index.ts";
export { genericPolicy, readPolicy } from "./policy.ts";
export type {
  Administration,
  EnrolledStation,
  Headquarters,
  HeadquartersClock,
  HeadquartersOptions,
  NewPerson,
  StationEnrolment,
} from "./port.ts";
