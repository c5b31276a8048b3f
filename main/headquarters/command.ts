import { parseArgs } from "node:util";
import { startHeadquarters } from "./headquarters.ts";
import { namedPolicy } from "./policy/read.ts";
import type { Headquarters } from "./port.ts";

/** What the command line hears from `runHeadquartersCommand`. */
export interface HeadquartersCommandOutput {
  /** One line for the person at the terminal, without personal data. */
  readonly line: (text: string) => void;
}

/**
 * `vitrine headquarters --folder DIR [--host ADDRESS] [--port N] [--name HOST]… [--policy NAME|FILE]`
 *
 * Runs a standalone headquarters until the returned value is closed. Prints where it listens, its log
 * and the certificate that stations must trust.
 *
 * @throws when an argument is missing or malformed, with a short sentence.
 */
export async function runHeadquartersCommand(
  args: readonly string[],
  output: HeadquartersCommandOutput,
): Promise<Headquarters> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: "string" },
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "0" },
      name: { type: "string", multiple: true, default: [] },
      policy: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (values.folder === undefined) {
    throw new Error("headquarters needs --folder");
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error("--port is a number from 0 to 65535");
  }
  const headquarters = await startHeadquarters({
    folder: values.folder,
    clock: { now: Date.now },
    host: values.host,
    port,
    names: values.name,
    ...(values.policy === undefined ? {} : { policy: namedPolicy(values.policy) }),
    onIncident: (incident, error) => {
      output.line(`incident ${incident}: ${error instanceof Error ? error.name : "unknown"}`);
    },
  });
  output.line(`headquarters listens on ${headquarters.url}`);
  output.line(`log ${headquarters.origin}`);
  output.line(`verifier key ${headquarters.verifierKey}`);
  output.line(`cosigner key ${headquarters.cosignerVerifierKey}`);
  return headquarters;
}
