export {
  DemonstrationRefused,
  prepareDemonstration,
  type Demonstration,
  type DemonstrationOptions,
  type DemonstrationToken,
} from "./demonstration.ts";
export { demonstrationPeople, demonstrationRoom, type DemonstrationPerson } from "./people.ts";
