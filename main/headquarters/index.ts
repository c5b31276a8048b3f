export type {
  Administration,
  EnrolledStation,
  FootageMetadata,
  Headquarters,
  HeadquartersClock,
  HeadquartersOptions,
  IngestFailure,
  NewPerson,
  StationEnrolment,
} from "./port.ts";
