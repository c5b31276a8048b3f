import type { z } from "zod";
import { personSchema, type Person } from "../../shared/model/person.ts";
import { policyPackSchema, type PolicyPack } from "../../shared/model/policy.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { SealedShelf } from "./sealed-shelf.ts";

/** What headquarters tells every station, as it was received last: the policy pack and the directory of persons. */
export interface Received {
  policy(): PolicyPack | null;
  people(): readonly Person[];
  /** True once the directory has come at least once. */
  readonly directoryReceived: boolean;
  /** Asks for both; `false` when either did not come. */
  refresh(): Promise<boolean>;
}

const kind = "received";

/** Reads from the shelf and asks headquarters when told to, so that a station works for weeks without it (rule R14). */
export function createReceived(headquarters: HeadquartersClient, shelf: SealedShelf): Received {
  let policy = read(shelf, "policy", policyPackSchema);
  let people = read(shelf, "people", personSchema.array());

  return {
    policy: () => policy,
    people: () => people ?? [],
    get directoryReceived() {
      return people !== null;
    },
    refresh: async () => {
      const [pack, persons] = await Promise.all([headquarters.call("policy", {}), headquarters.call("people", {})]);
      if (pack.ok) {
        policy = pack.value;
        shelf.put(kind, "policy", utf8(JSON.stringify(pack.value)));
      }
      if (persons.ok) {
        people = persons.value;
        shelf.put(kind, "people", utf8(JSON.stringify(persons.value)));
      }
      return pack.ok && persons.ok;
    },
  };
}

function read<T>(shelf: SealedShelf, id: string, schema: z.ZodType<T>): T | null {
  const bytes = shelf.get(kind, id);
  return bytes === null ? null : schema.parse(JSON.parse(fromUtf8(bytes)));
}
