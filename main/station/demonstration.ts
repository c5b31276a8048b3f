import { readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { z } from "zod";
import { prepareDemonstration, type Demonstration } from "../headquarters/demonstration/index.ts";
import { namedPolicy } from "../headquarters/index.ts";
import type { DemonstrationPerson } from "../identity/index.ts";
import { roleSchema } from "../../shared/model/person.ts";
import type { EnrolmentDesk } from "./enrolment.ts";

const tokensSchema = z.array(
  z.object({ file: z.string(), name: z.string(), latinName: z.string(), roles: z.array(roleSchema), pin: z.string() }),
);

/** Headquarters inside the same process, with invented persons and recordings. */
export interface Embedded {
  readonly url: string;
  readonly desk: EnrolmentDesk;
  readonly tokens: string;
  /** Demonstration persons by token id, for the sign-in page. */
  readonly persons: ReadonlyMap<string, DemonstrationPerson>;
  close(): Promise<void>;
}

interface Options {
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onIncident: (incident: string, error: unknown) => void;
  /** Name of the policy pack that the first start takes; the generic one when absent. */
  readonly policy?: string | undefined;
}

const stationName = "WS-301";

/** Starts the embedded headquarters; the first start fills it. It is reached over TLS like any other. */
export async function startDemonstration({ folder, now, onIncident, policy }: Options): Promise<Embedded> {
  const demonstration = await prepareDemonstration(folder, {
    clock: { now },
    onIncident,
    ...(policy === undefined ? {} : { policy: namedPolicy(policy) }),
  });
  const { headquarters, room, tokensFolder } = demonstration;
  return {
    url: headquarters.url,
    tokens: tokensFolder,
    persons: readPersons(demonstration),
    desk: {
      authority: headquarters.origin.replace(/\/headquarters$/u, ""),
      name: stationName,
      room,
      sealRecipient: headquarters.sealRecipient,
      enrol: (request) => demonstration.enrolStation(request),
    },
    close: () => demonstration.close(),
  };
}

function readPersons({ tokensFolder }: Demonstration): ReadonlyMap<string, DemonstrationPerson> {
  const tokens = tokensSchema.parse(JSON.parse(readFileSync(join(tokensFolder, "tokens.json"), "utf8")));
  return new Map(tokens.map(({ file, ...person }) => [parse(file).name, person]));
}
