import { join } from "node:path";
import { stdout } from "node:process";
import { Command } from "commander";
import { ingestCommand } from "./commands/ingest.ts";
import { verifyCommand } from "./commands/verify.ts";
import { commandLanguage, folderInUseWords } from "./commands/words.ts";
import { runHeadquartersCommand } from "./headquarters/index.ts";
import { FolderInUse } from "./storage/index.ts";

/** The `vitrine` command: what can be done without a window. Exit codes: 0 done or valid, 1 refused or wrong, 2 unusable input. */

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
  .command("headquarters")
  .description("run headquarters on its own (--folder, --host, --port, --name, --policy)")
  .allowUnknownOption()
  .allowExcessArguments()
  .argument("[options...]")
  .action(async (_words: string[], _options: unknown, command: Command) => {
    const given = command.args;
    const args = given.includes("--folder") ? given : ["--folder", standardFolder, ...given];
    const headquarters = await runHeadquartersCommand(args, { line });
    await new Promise<void>((resolve) => {
      interruption.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await headquarters.close();
  });

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

try {
  await vitrine.parseAsync();
} catch (error) {
  line(error instanceof FolderInUse ? folderInUseWords[language()] : error instanceof Error ? error.message : "failed");
  process.exitCode = 2;
}
