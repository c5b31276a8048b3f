export type { BundleProgress, BundleTaken } from "./bundles.ts";
export { runHeadquartersCommand, type HeadquartersCommandOutput } from "./command.ts";
export { foundHeadquarters, type Founder } from "./founding.ts";
export { startHeadquarters } from "./headquarters.ts";
export { restoreMasterKey } from "./restoring.ts";
export {
  ingestMetadataSchema,
  type IngestMetadataInput,
  type IngestProgress,
  type IngestRefusal,
} from "./ingest/index.ts";
export { problemText } from "./policy/problem-words.ts";
export { openSource } from "./ingest/source.ts";
export { decodedPictures } from "./extraction/coding.ts";
export { readClip, type ReadClip } from "./extraction/reading.ts";
export { PolicyUnusable, type PolicyProblem, type PolicyProblemCode } from "./policy/problems.ts";
export { PolicyRefused, type PolicyRefusal } from "./policy/adopt.ts";
export { genericPolicy, namedPolicy, readPolicy, shippedPolicies, shippedPolicy } from "./policy/read.ts";
export { policyBytes, policyDigest } from "../formats/policy-digest.ts";
export { resolvePolicy } from "./policy/resolve.ts";
export type {
  Administration,
  EnrolledStation,
  Headquarters,
  HeadquartersClock,
  HeadquartersOptions,
  NewPerson,
  StationEnrolment,
} from "./port.ts";
export { addRelease, areRoots, type ReleaseRefusal } from "./releases/index.ts";
