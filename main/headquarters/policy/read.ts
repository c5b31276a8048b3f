import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, parse } from "node:path";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { PolicyUnusable } from "./problems.ts";
import { resolvePolicy } from "./resolve.ts";
import { resourcesFolder } from "./resources.ts";

/** More than the law of any one authority; anything larger is not read at all. */
const largestBytes = 4 * 1024 * 1024;

/**
 * Reads a policy pack (rule R11), on top of the shipped pack that it extends.
 *
 * @throws {PolicyUnusable} when the file is not a pack, with every problem located.
 */
export function readPolicy(file: string): PolicyPack {
  return resolvePolicy(readJson(file), shippedSource);
}

/** The pack made from 《执法全纪录管理办法》 alone, for an authority that has none of its own. */
export function genericPolicy(): PolicyPack {
  return shippedPolicy("generic");
}

/** Names of the packs that ship with the program. */
export function shippedPolicies(): string[] {
  return readdirSync(folder())
    .filter((name) => name.endsWith(".json"))
    .map((name) => parse(name).name)
    .toSorted();
}

/** A pack that ships with the program. @throws {PolicyUnusable} when there is none of that name. */
export function shippedPolicy(name: string): PolicyPack {
  const source = shippedSource(name);
  if (source === null) {
    throw new PolicyUnusable([{ at: "", problem: "base-unknown", detail: name }]);
  }
  return resolvePolicy(source, shippedSource);
}

/** A shipped pack by its name, else a pack from a file. @throws {PolicyUnusable} */
export function namedPolicy(nameOrFile: string): PolicyPack {
  return shippedPolicies().includes(nameOrFile) ? shippedPolicy(nameOrFile) : readPolicy(nameOrFile);
}

function folder(): string {
  return join(resourcesFolder(), "policies");
}

function shippedSource(name: string): unknown {
  // Only plain names: what a pack extends must not lead out of the folder.
  const file = join(folder(), `${name}.json`);
  return /^[a-z][a-z0-9-]*$/u.test(name) && existsSync(file) ? readJson(file) : null;
}

function readJson(file: string): unknown {
  let text: string;
  try {
    if (statSync(file).size > largestBytes) {
      throw new PolicyUnusable([{ at: "", problem: "out-of-bounds", detail: `≤ ${largestBytes} B` }]);
    }
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw cause instanceof PolicyUnusable
      ? cause
      : new PolicyUnusable([{ at: "", problem: "unreadable", detail: parse(file).base }]);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyUnusable([{ at: "", problem: "not-json", detail: cause instanceof Error ? cause.message : "" }]);
  }
}
