import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stdin, stdout } from "node:process";
import { Command } from "commander";
import {
  exportBundleCommand,
  importAnswerCommand,
  importBundleCommand,
  type OpenStation,
  type Terminal,
} from "./commands/bundle.ts";
import { bundleWords } from "./commands/bundle-words.ts";
import { citeCommand } from "./commands/cite.ts";
import { drawCommand } from "./commands/draw.ts";
import { extractCommand } from "./commands/extract.ts";
import { findingsCommand, forkProofCommand } from "./commands/findings.ts";
import { inspectGrantCommand } from "./commands/grant.ts";
import { ingestCommand } from "./commands/ingest.ts";
import {
  checkPolicyCommand,
  explainPolicyCommand,
  listPoliciesCommand,
  signPolicyCommand,
  unusableLines,
  type ExplainOptions,
} from "./commands/policy.ts";
import { keyCommand, keyCommands } from "./commands/master-key.ts";
import { addReleaseCommand, checkReleaseCommand, releaseRootsCommand, signReleaseCommand } from "./commands/release.ts";
import { verifyCommand } from "./commands/verify.ts";
import { verifyForkCommand } from "./commands/verify-fork.ts";
import { verifyNotesCommand } from "./commands/verify-notes.ts";
import { verifierPage, verifyReceiptCommand } from "./commands/verify-receipt.ts";
import { verifyWithheldCommand } from "./commands/verify-withheld.ts";
import { commandLanguage, folderInUseWords } from "./commands/words.ts";
import { policyRefusalWords } from "./commands/policy-words.ts";
import { editions } from "./formats/installation.ts";
import { PolicyRefused, PolicyUnusable, runHeadquartersCommand } from "./headquarters/index.ts";
import { FolderInUse } from "./storage/index.ts";

/** The `vitrine` command: what can be done without a window. Exit codes: 0 done or valid, 1 refused or wrong, 2 unusable input. */

// Whoever reads along may stop reading (`… | head -1`); what the command found still is its exit code.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

const line = (text: string): void => {
  stdout.write(`${text}\n`);
};
const progress = (text: string): void => {
  if (stdout.isTTY) {
    stdout.write(`\r\u001b[K${text}`);
  }
};
const standardFolder = process.env["VITRINE_HEADQUARTERS"] ?? join(import.meta.dirname, "../out/headquarters");

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());
process.once("SIGTERM", () => interruption.abort());

const vitrine = new Command("vitrine")
  .description("Vitrine: sealed viewing of law-enforcement footage · 封阅：执法记录密封查阅")
  .option("--lang <language>", "zh or en; the terminal's own when left out");
const language = (): ReturnType<typeof commandLanguage> =>
  commandLanguage(vitrine.opts<{ lang?: string }>().lang, process.env);

vitrine
  .command("verify")
  .description("check an exported log bundle, without app, network or database")
  .argument("<bundle>", "file written by the station's log export")
  .option("--key <vkey>", "verifier key of the log's first epoch, from its enrolment")
  .option(
    "--pin <size:root…>",
    "head somebody else remembers (size:base64 root); may be given more than once",
    collect,
    [],
  )
  .option("--cosigner <vkey>", "key of a headquarters whose receipts count; may be given more than once", collect, [])
  .option("--seal-key <file>", "first seal key (32 bytes, base64url in a file)")
  .option("--json", "print the report as JSON")
  .action(
    (
      bundle: string,
      options: { key?: string; pin: string[]; cosigner: string[]; sealKey?: string; json?: boolean },
    ) => {
      process.exitCode = verifyCommand({ bundle, language: language(), line, ...options });
    },
  );

vitrine
  .command("verify-fork")
  .description("check the proof that a log forked, without app, network or database")
  .argument("<file>", "proof exported by headquarters")
  .option("--key <vkey>", "verifier key of the log known from elsewhere; may be given more than once", collect, [])
  .option("--json", "print the report as JSON")
  .action((file: string, options: { key: string[]; json?: boolean }) => {
    process.exitCode = verifyForkCommand({ file, language: language(), line, ...options });
  });

vitrine
  .command("findings")
  .description("list what headquarters' monitor found in the stations' logs; headquarters must not be running")
  .option("--folder <folder>", "folder of the headquarters", standardFolder)
  .option("--all", "settled ones too", false)
  .option("--json", "print them as JSON", false)
  .action(async ({ folder, ...options }: { folder: string; all: boolean; json: boolean }) => {
    process.exitCode = await findingsCommand(options, { folder, language: language(), line });
  });

vitrine
  .command("fork-proof")
  .description("write evidence of a fork as a file that anybody can check with verify-fork")
  .argument("<file>", "where to write the proof")
  .requiredOption("--evidence <number>", "number of the evidence, as the finding names it", Number)
  .option("--folder <folder>", "folder of the headquarters", standardFolder)
  .action(async (file: string, { folder, evidence }: { folder: string; evidence: number }) => {
    process.exitCode = await forkProofCommand({ file, evidence }, { folder, language: language(), line });
  });

vitrine
  .command("verify-receipt")
  .description("check a viewing receipt, without app, network or database")
  .argument("<receipt>", "file of the receipt, or the text of the receipt or of its codes")
  .option("--cosigner <vkey>", "cosigner key of a headquarters you trust; may be given more than once", collect, [])
  .option("--json", "print the report as JSON")
  .action((receipt: string, options: { cosigner: string[]; json?: boolean }) => {
    process.exitCode = verifyReceiptCommand({ receipt, language: language(), line, ...options });
  });

vitrine
  .command("verify-withheld")
  .description("check that exactly the frames on a list of what is not shown were hidden; no key is needed")
  .argument("<package>", "footage package of the recording")
  .argument("<line...>", "FIRST-LAST:DIGEST as form F6 prints it, or a file with such lines")
  .option("--key <vkey>", "verifier key of the authority's ingest; may be given more than once", collect, [])
  .option("--json", "print the report as JSON")
  .action(async (footage: string, lines: string[], options: { key: string[]; json?: boolean }) => {
    process.exitCode = await verifyWithheldCommand({ footage, lines, language: language(), line, ...options });
  });

vitrine
  .command("verify-notes")
  .description("check a file of notes on a recording: every author's signature, every revision; no picture is needed")
  .argument("<file>", "file that a station wrote")
  .option("--authority <file>", "certificates of the authorities whose persons may sign (PEM)")
  .option("--json", "print the report as JSON")
  .action((file: string, options: { authority?: string; json?: boolean }) => {
    const { authority, ...rest } = options;
    process.exitCode = verifyNotesCommand({ file, authority, language: language(), line, ...rest });
  });

vitrine
  .command("verifier")
  .description("print the stand-alone verifier page for receipts, with an authority's keys filled in")
  .option("--cosigner <vkey>", "cosigner key the page shall trust; may be given more than once", collect, [])
  .action((options: { cosigner: string[] }) => {
    stdout.write(verifierPage(options.cosigner));
  });

vitrine
  .command("ingest")
  .description("take a recording into headquarters: seal the original, make its package")
  .argument("<file>", "MP4, MOV, M4A, MP3, WAV, JPEG or PNG")
  .requiredOption("--meta <file>", "JSON with the ledger's fields (form F21)")
  .option("--folder <folder>", "folder of the headquarters", standardFolder)
  .action(async (file: string, options: { meta: string; folder: string }) => {
    process.exitCode = await ingestCommand({
      file,
      ...options,
      language: language(),
      line,
      progress,
      signal: interruption.signal,
    });
  });

vitrine
  .command("extract")
  .description("write a clip that was extracted to a medium; the archivist's PIN is read from standard input")
  .argument("<number>", "number of the evidence, as form F7 has it")
  .requiredOption("--out <folder>", "folder on the medium")
  .requiredOption("--token <file>", "the archivist's certificate token (PKCS#12)")
  .option("--folder <folder>", "folder of the headquarters, which must not be running", standardFolder)
  .action(async (number: string, options: { out: string; token: string; folder: string }) => {
    const pin = readFileSync(stdin.fd, "utf8").trim();
    process.exitCode = await extractCommand({ number, pin, language: language(), line, ...options });
  });

vitrine
  .command("draw")
  .description("draws of spot checks")
  .command("verify")
  .description("run a draw again from its file, without app, network or database")
  .argument("<file>", "file of the draw")
  .option("--key <vkey>", "verifier key of headquarters' log or cosignature; may be given more than once", collect, [])
  .option("--json", "print the report as JSON")
  .action(async (file: string, options: { key: string[]; json?: boolean }) => {
    process.exitCode = await drawCommand({ file, language: language(), line, ...options });
  });

vitrine
  .command("cite")
  .description("citations of frames and clips")
  .command("verify")
  .description("check a citation, its codes, or a clip, without app, network or database")
  .argument("<file>", "citation, text of its codes, or clip (MP4)")
  .option("--key <vkey>", "verifier key of the authority's ingest; may be given more than once", collect, [])
  .action(async (file: string, options: { key: string[] }) => {
    process.exitCode = await citeCommand({ file, language: language(), line, ...options });
  });

const grant = vitrine.command("grant").description("grants: what headquarters allows a station to show");

grant
  .command("inspect")
  .description("explain a grant in words and check its proof, without app, network or database")
  .argument("<file>", "grant file as headquarters issued it")
  .option("--key <vkey>", "verifier key of headquarters' log or its cosigner; may be given more than once", collect, [])
  .option("--authority <file>", "certificates of the authorities whose persons may sign (PEM)")
  .option("--json", "print the report as JSON", false)
  .action((file: string, options: { key: string[]; authority?: string; json: boolean }) => {
    const { key, authority, json } = options;
    process.exitCode = inspectGrantCommand({ file, key, authority, json, language: language(), line, now: Date.now() });
  });

const release = vitrine.command("release").description("releases of the program: two persons of three sign each");

release
  .command("sign")
  .description("sign a release with your own release key (Ed25519, PEM); a passphrase is read from standard input")
  .argument("<file>", "release.json, which carries the signatures")
  .requiredOption("--key <file>", "your private release key")
  .requiredOption("--name <name>", "name of your key, as release-roots.json has it")
  .option("--passphrase", "the key is encrypted", false)
  .action((file: string, { passphrase, ...options }: { key: string; name: string; passphrase: boolean }) => {
    const secret = passphrase ? { passphrase: readFileSync(stdin.fd, "utf8").trim() } : {};
    process.exitCode = signReleaseCommand({ file, ...options, ...secret }, { language: language(), line });
  });

release
  .command("check")
  .description("check a release's signatures, say what it says, and compare a package with it")
  .argument("<file>", "release.json")
  .requiredOption("--roots <file>", "release keys of the edition (release-roots.json)")
  .option("--artefact <file>", "package that it should name")
  .action(async (file: string, options: { roots: string; artefact?: string }) => {
    process.exitCode = await checkReleaseCommand({ file, ...options, now: Date.now() }, { language: language(), line });
  });

release
  .command("add")
  .description("give a signed release and its package to a headquarters, which may be running")
  .argument("<file>", "release.json, signed by two")
  .requiredOption("--artefact <file>", "package that it names")
  .option("--roots <file>", "release keys of the edition; needed with its first release")
  .option("--folder <folder>", "folder of the headquarters", standardFolder)
  .action(async (file: string, options: { artefact: string; roots?: string; folder: string }) => {
    process.exitCode = await addReleaseCommand({ file, ...options, now: Date.now() }, { language: language(), line });
  });

release
  .command("roots")
  .description("write the three release keys that programs of an edition pin")
  .requiredOption("--key <vkey>", "public release key; three of them", collect, [])
  .requiredOption("--out <file>", "file to write, e.g. release-roots.json")
  .option("--edition <edition>", "sealed or end-to-end", "sealed")
  .action(({ key, out, edition }: { key: string[]; out: string; edition: string }) => {
    const known = editions.find((one) => one === edition) ?? "sealed";
    process.exitCode = releaseRootsCommand({ edition: known, keys: key, out }, { language: language(), line });
  });

const policy = vitrine.command("policy").description("policy packs: the law of an authority as data");

policy
  .command("list")
  .description("name the packs that ship with the program")
  .action(() => {
    process.exitCode = listPoliciesCommand({ language: language(), line });
  });

policy
  .command("check")
  .description("check a pack and list contradictions and gaps (0 none, 1 some, 2 no usable pack)")
  .argument("<pack>", "file, or the name of a pack that ships")
  .action((file: string) => {
    process.exitCode = checkPolicyCommand({ language: language(), line, file, now: Date.now() });
  });

policy
  .command("explain")
  .description("say who decides on a request, with the articles")
  .argument("<pack>", "file, or the name of a pack that ships")
  .requiredOption("--class <class>", "class of the applicant, e.g. lawyer")
  .requiredOption("--verb <verb>", "what is asked for, e.g. copy")
  .option("--route <route>", "by which route; all that are open when left out")
  .option("--archived", "the recording is in the archive")
  .option("--confidential", "the recording is confidential")
  .action((file: string, options: ExplainOptions) => {
    process.exitCode = explainPolicyCommand({ language: language(), line, file, options });
  });

policy
  .command("sign")
  .description("sign a pack as a legal officer; the PIN is read from standard input")
  .argument("<pack>", "file, or the name of a pack that ships")
  .requiredOption("--token <file>", "the legal officer's certificate token (PKCS#12)")
  .requiredOption("--out <file>", "where the signature goes, e.g. own.json.p7m")
  .action((file: string, options: { token: string; out: string }) => {
    const pin = readFileSync(stdin.fd, "utf8").trim();
    process.exitCode = signPolicyCommand({ language: language(), line, file, pin, now: Date.now(), ...options });
  });

vitrine
  .command("headquarters")
  .description(
    "run headquarters on its own (--folder, --host, --port, --name, --policy, --policy-signature, --bundles)",
  )
  .allowUnknownOption()
  .allowExcessArguments()
  .argument("[options...]")
  .action(async (_words: string[], _options: unknown, command: Command) => {
    const given = command.args;
    const about = keyCommands.find((one) => one === given[0]);
    if (about !== undefined) {
      process.exitCode = await keyCommand(about, given.slice(1), standardFolder, { language: language(), line });
      return;
    }
    const args = given.includes("--folder") ? given : ["--folder", standardFolder, ...given];
    const headquarters = await runHeadquartersCommand(args, { line });
    await new Promise<void>((resolve) => {
      interruption.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await headquarters.close();
  });

const terminal = (): Terminal => ({ language: language(), line, progress, signal: interruption.signal });
const openStation: OpenStation = async (folder) => {
  // Only here, so that checking a bundle need not load a station.
  const { openOfflineStation } = await import("./station/index.ts");
  return openOfflineStation(folder);
};

const bundle = vitrine.command("bundle").description("carry the log to headquarters and its answer back on a stick");
bundle
  .command("export")
  .description("at the station: write what headquarters has not countersigned (.wsb)")
  .argument("<file>", "file to write")
  .requiredOption("--folder <folder>", "folder of the station, which must not be running")
  .option("--all", "the whole log, for a headquarters that lost what it had", false)
  .action(async (file: string, { folder, all }: { folder: string; all: boolean }) => {
    process.exitCode = await exportBundleCommand({ file, folder, everything: all, open: openStation }, terminal());
  });
bundle
  .command("import")
  .description("at the station: take in an answer (.wsr). At headquarters: take in a .wsb and write the answer")
  .argument("<file>", "file to take in")
  .option("--folder <folder>", "folder of the station, which must not be running")
  .option("--headquarters <folder>", "folder of the headquarters, which must not be running")
  .option("--answer <file>", "at headquarters: answer file to write")
  .action(async (file: string, options: { folder?: string; headquarters?: string; answer?: string }) => {
    const { folder, headquarters, answer } = options;
    if (folder !== undefined && headquarters === undefined && answer === undefined) {
      process.exitCode = await importAnswerCommand({ file, folder, open: openStation }, terminal());
    } else if (headquarters !== undefined && answer !== undefined && folder === undefined) {
      process.exitCode = await importBundleCommand({ file, folder: headquarters, answer }, terminal());
    } else {
      line(bundleWords[language()].usage);
      process.exitCode = 2;
    }
  });

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

try {
  await vitrine.parseAsync();
} catch (error) {
  line(sentenceFor(error));
  process.exitCode = 2;
}

function sentenceFor(error: unknown): string {
  if (error instanceof PolicyRefused) {
    return policyRefusalWords[error.reason][language()];
  }
  if (error instanceof PolicyUnusable) {
    return unusableLines(error, language()).join("\n");
  }
  if (error instanceof FolderInUse) {
    return folderInUseWords[language()];
  }
  return error instanceof Error ? error.message : "failed";
}
