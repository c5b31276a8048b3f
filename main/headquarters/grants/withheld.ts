import { open } from "node:fs/promises";
import { join } from "node:path";
import { withheldArticle } from "../../../shared/access/withheld.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { Withheld, Witnessed } from "../../../shared/model/withheld.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { equalBytes, hex, type ByteSource } from "../../formats/bytes.ts";
import { frameLeaves, frameTreeRoot, readPackageHeader } from "../../formats/footage-package.ts";
import { FormatError } from "../../formats/format-error.ts";
import { hashReaderOver, treeRoot } from "../../formats/merkle.ts";
import type { Catalogue } from "../catalogue.ts";

/**
 * Completes the list of what is withheld: each line gets the article behind its ground, and a digest of its frames.
 *
 * The digests come from the recording's own frame tree, whose signed root is checked first, so that anybody with the
 * package can check later which frames were hidden, without a key and without seeing them.
 */
export async function witnessedLines(
  parts: { readonly policy: PolicyPack; readonly catalogue: Catalogue; readonly objects: string },
  withheld: readonly Withheld[],
): Promise<Result<Witnessed[], Failure>> {
  const leavesOf = new Map<string, readonly Uint8Array[]>();
  for (const asset of new Set(withheld.map((line) => line.asset))) {
    // oxlint-disable-next-line no-await-in-loop -- one package after the other: they can be large
    const entry = await parts.catalogue.find(asset);
    // oxlint-disable-next-line no-await-in-loop
    const leaves = entry === null ? null : await soundLeaves(join(parts.objects, entry.packageFile));
    if (leaves === null) {
      return fail({ code: "footage-unavailable", asset });
    }
    leavesOf.set(asset, leaves);
  }
  const lines = withheld.flatMap((line): Witnessed[] => {
    const article = withheldArticle(parts.policy, line.ground);
    const leaves = (leavesOf.get(line.asset) ?? []).slice(line.from, line.to);
    return article === undefined || leaves.length < line.to - line.from
      ? []
      : [{ ...line, article, digest: hex(treeRoot(hashReaderOver(leaves), leaves.length)) }];
  });
  return lines.length === withheld.length ? ok(lines) : fail({ code: "bad-request", field: "form.withheld" });
}

/** Leaf digests of a stored package; `null` when it is missing or they do not lead to its signed root. */
async function soundLeaves(path: string): Promise<Uint8Array[] | null> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const read: ByteSource["read"] = async (from, to) => {
      const bytes = new Uint8Array(to - from);
      await file.read(bytes, 0, bytes.length, from);
      return bytes;
    };
    const header = await readPackageHeader({ size, read });
    const leaves = await frameLeaves(header, read);
    return equalBytes(treeRoot(hashReaderOver(leaves), leaves.length), frameTreeRoot(header.manifest)) ? leaves : null;
  } catch (error) {
    if (error instanceof FormatError || (error instanceof Error && "code" in error)) {
      return null;
    }
    throw error;
  }
}
