import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { newIncident } from "../diagnostics/index.ts";
import { watchBundleFolder } from "./bundle-folder.ts";
import { startHeadquarters } from "./headquarters.ts";
import { namedPolicy } from "./policy/read.ts";
import type { Headquarters } from "./port.ts";

/** What the command line hears from `runHeadquartersCommand`. */
export interface HeadquartersCommandOutput {
  /** One line for the person at the terminal, without personal data. */
  readonly line: (text: string) => void;
}

/**
 * `vitrine headquarters --folder DIR [--host ADDRESS] [--port N] [--name HOST]… [--policy NAME|FILE [--policy-signature FILE]]
 * [--bundles DIR] [--enrolment-port N] [--trial]`
 *
 * Runs a standalone headquarters until the returned value is closed. Prints where it listens, its log
 * and the certificate that stations must trust. With `--bundles`, travel bundles put into that folder are taken in,
 * and their answers written beside them.
 *
 * With `--trial`, stations whose shell is not sealed may enrol: for demonstration and test only.
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
      bundles: { type: "string" },
      "policy-signature": { type: "string" },
      "enrolment-port": { type: "string", default: "0" },
      trial: { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (values.folder === undefined) {
    throw new Error("headquarters needs --folder");
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error("--port is a number from 0 to 65535");
  }
  const report = (incident: string, error: unknown): void => {
    output.line(`incident ${incident}: ${error instanceof Error ? error.name : "unknown"}`);
  };
  const headquarters = await startHeadquarters({
    folder: values.folder,
    clock: { now: Date.now },
    host: values.host,
    port,
    names: values.name,
    enrolmentPort: Number(values["enrolment-port"]),
    trial: values.trial,
    ...(values.policy === undefined ? {} : { policy: namedPolicy(values.policy) }),
    ...(values["policy-signature"] === undefined
      ? {}
      : { policySignature: new Uint8Array(readFileSync(values["policy-signature"])) }),
    onIncident: report,
  });
  output.line(`headquarters listens on ${headquarters.url}`);
  output.line(`new stations ask at ${headquarters.enrolmentUrl}`);
  output.line(`log ${headquarters.origin}`);
  output.line(`verifier key ${headquarters.verifierKey}`);
  output.line(`cosigner key ${headquarters.cosignerVerifierKey}`);
  if (values.bundles === undefined) {
    return headquarters;
  }
  const stop = watchBundleFolder(values.bundles, headquarters.administration, {
    line: output.line,
    onIncident: (error) => report(newIncident(), error),
  });
  return {
    ...headquarters,
    close: async () => {
      await stop();
      await headquarters.close();
    },
  };
}
