import { personSchema, type Person } from "../../shared/model/person.ts";
import { policyPackSchema, type PolicyPack } from "../../shared/model/policy.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import type { NewEntry } from "../formats/log-entry.ts";
import { policyDigest } from "../formats/policy-digest.ts";
import { openPolicyFile, type PolicyFileRefusal } from "../formats/policy-file.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { SealedShelf } from "./sealed-shelf.ts";

/** What headquarters tells every station, as it was received last: the policy pack and the directory of persons. */
export interface Received {
  policy(): PolicyPack | null;
  /** A pack that was received once, by its digest: a grant is judged by the pack it was made under. */
  policyOf(digest: string): PolicyPack | null;
  /** Takes a pack from the outbox; one that was taken before changes nothing. False when it is refused. */
  take(file: string): boolean;
  people(): readonly Person[];
  /** True once the directory has come at least once. */
  readonly directoryReceived: boolean;
  /** Asks for both; `false` when either did not come or the pack was not taken. */
  refresh(): Promise<boolean>;
}

/** What a pack is judged against. */
export interface ReceivedParts {
  readonly headquarters: HeadquartersClient;
  readonly shelf: SealedShelf;
  readonly log: { append(entry: NewEntry): void };
  /** Origin of the log of headquarters, the keys of which one must vouch for it, and whose persons may sign a pack. */
  readonly trust: () => {
    readonly origin: string;
    readonly verifierKeys: readonly string[];
    readonly authorities: readonly string[];
  };
}

const kind = "received";
const policyId = "policy-file";
const packId = (digest: string): string => `${policyId}.${digest}`;

/** Why a pack is not taken: what its file says, or that it is older than the one here. */
type Refusal = PolicyFileRefusal | "older";

/**
 * Reads from the shelf and asks headquarters when told to, so that a station works for weeks without it (rule R14).
 *
 * A pack counts only with the signature of a person of the authority and the proof that headquarters logged it
 * (rule R11); another one is refused, logged, and the pack that was here stays in force.
 */
export function createReceived({ headquarters, shelf, log, trust }: ReceivedParts): Received {
  const open = (text: string): PolicyPack | PolicyFileRefusal => {
    const answer = openPolicyFile(text, trust());
    const pack = answer.ok ? policyPackSchema.safeParse(answer.pack) : null;
    return pack?.success === true ? pack.data : answer.ok ? "malformed" : answer.reason;
  };
  const shelved = shelf.get(kind, policyId);
  let text = shelved === null ? "" : fromUtf8(shelved);
  let policy: PolicyPack | null = null;
  /** Packs that were opened, by digest: a grant is judged again every second. */
  const judged = new Map<string, PolicyPack>();
  // Opened when somebody first asks: what a pack is judged against is not there yet while the rooms are put together.
  let opened = false;
  const held = (): PolicyPack | null => {
    if (!opened) {
      opened = true;
      const kept = text === "" ? null : open(text);
      policy = typeof kept === "string" ? null : kept;
    }
    return policy;
  };
  let people = readPeople(shelf);
  let refused: Refusal | null = null;

  const refuse = (reason: Refusal): false => {
    // Headquarters is asked again and again; the same refusal is one entry.
    if (refused !== reason) {
      refused = reason;
      log.append({ t: "refuse", b: { attempt: "policy.take", failure: "statement-refused", detail: reason } });
    }
    return false;
  };

  const take = (file: string): boolean => {
    const pack = open(file);
    if (typeof pack === "string") {
      return refuse(pack);
    }
    const before = held();
    if (before !== null && pack.pack === before.pack && pack.version < before.version) {
      return refuse("older");
    }
    // A station of an earlier version kept only the one in force.
    if (before !== null && shelf.get(kind, packId(policyDigest(before))) === null) {
      shelf.put(kind, packId(policyDigest(before)), utf8(text));
    }
    const digest = policyDigest(pack);
    if (before === null || policyDigest(before) !== digest) {
      log.append({ t: "config", b: { change: "policy.take", pack: pack.pack, version: pack.version, digest } });
    }
    if (file !== text) {
      shelf.put(kind, policyId, utf8(file));
      shelf.put(kind, packId(digest), utf8(file));
    }
    text = file;
    policy = pack;
    refused = null;
    return true;
  };

  const policyOf = (digest: string): PolicyPack | null => {
    const known = judged.get(digest);
    if (known !== undefined) {
      return known;
    }
    const current = held();
    const kept = shelf.get(kind, packId(digest));
    const pack =
      current !== null && policyDigest(current) === digest ? current : kept === null ? null : open(fromUtf8(kept));
    if (pack === null || typeof pack === "string" || policyDigest(pack) !== digest) {
      return null;
    }
    judged.set(digest, pack);
    return pack;
  };

  return {
    policy: held,
    policyOf,
    take: (file) => {
      const pack = open(file);
      return (typeof pack !== "string" && policyOf(policyDigest(pack)) !== null) || take(file);
    },
    people: () => people ?? [],
    get directoryReceived() {
      return people !== null;
    },
    refresh: async () => {
      const [pack, persons] = await Promise.all([headquarters.call("policy", {}), headquarters.call("people", {})]);
      const taken = pack.ok && take(pack.value.file);
      if (persons.ok) {
        people = persons.value;
        shelf.put(kind, "people", utf8(JSON.stringify(persons.value)));
      }
      return taken && persons.ok;
    },
  };
}

function readPeople(shelf: SealedShelf): readonly Person[] | null {
  const bytes = shelf.get(kind, "people");
  return bytes === null ? null : personSchema.array().parse(JSON.parse(fromUtf8(bytes)));
}
