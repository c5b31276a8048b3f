import { describe, expect, it } from "vitest";
import {
  describeAddress,
  invalidOrigins,
  judgeRequest,
  mayNavigate,
  parseInterfaceAddress,
  parseVaultAddress,
  schemeOrigins,
} from "../../../main/seal/index.ts";

const vault = invalidOrigins.vault;

describe("addresses on the vault's origin", () => {
  it.each([
    [`${vault}/t-1/`, "t-1", "/"],
    [`${vault}/abc_DEF-09/media`, "abc_DEF-09", "/media"],
    [`${vault}/t/assets/index-B3x_9.js`, "t", "/assets/index-B3x_9.js"],
    [`${vault}/${"x".repeat(64)}/frames`, "x".repeat(64), "/frames"],
  ])("reads %s", (address, ticket, path) => {
    expect(parseVaultAddress(address, invalidOrigins)).toEqual({ ticket, path });
  });

  it.each([
    "",
    vault,
    `${vault}/`,
    `${vault}/t`,
    `${vault}//media`,
    `${vault}/t//media`,
    `${vault}/t/../../etc/passwd`,
    `${vault}/t/..`,
    `${vault}/t/a..b`,
    `${vault}/t/./media`,
    `${vault}/t/%2e%2e/media`,
    `${vault}/t/%252e%252e/media`,
    `${vault}/t/a%2fb`,
    `${vault}/t/a\\b`,
    `${vault}/t/media\0`,
    `${vault}/t/media;v=1`,
    `${vault}/t/media.`.concat(".hidden"),
    `${vault}/t/.hidden`,
    `${vault}/t/media?x=1`,
    `${vault}/t/media#x`,
    `${vault}/t/media/`,
    `${vault}/${"x".repeat(65)}/media`,
    `${vault}/t/${"x".repeat(65_536)}`,
    `${vault}/t t/media`,
    `${vault}/t/画`,
    `${vault}:443/t/media`,
    `${vault}./t/media`,
    "https://user@vault.vitrine.invalid/t/media",
    "https://vault.vitrine.invalid@example.com/t/media",
    "https://VAULT.vitrine.invalid/t/media",
    "http://vault.vitrine.invalid/t/media",
    "https://vault.vitrine.invalid.example.com/t/media",
    `${invalidOrigins.interface}/t/media`,
    "vault://picture/t/media",
  ])("A29 has no meaning for %j", (address) => {
    expect(parseVaultAddress(address, invalidOrigins)).toBeNull();
  });

  it("reads the same under schemes of our own", () => {
    expect(parseVaultAddress("vault://picture/t/media", schemeOrigins)).toEqual({ ticket: "t", path: "/media" });
    expect(parseVaultAddress("vault://other/t/media", schemeOrigins)).toBeNull();
  });
});

describe("addresses of the interface", () => {
  it.each(["/", "/index.html", "/assets/index-B3x.js"])("reads %s", (path) => {
    expect(parseInterfaceAddress(`${invalidOrigins.interface}${path}`, invalidOrigins)).toBe(path);
  });

  it.each([
    "",
    "/picture/index.html",
    "/assets/",
    "/assets/../index.html",
    "/assets/a/b.js",
    "/index.html?x",
    "/main.js",
  ])("refuses %j", (path) => {
    expect(parseInterfaceAddress(`${invalidOrigins.interface}${path}`, invalidOrigins)).toBeNull();
  });
});

describe("the request allow-list", () => {
  const judge = (address: string, isMainFrame: boolean | null, isNavigation = false) =>
    judgeRequest({ address, isMainFrame, isNavigation }, invalidOrigins)?.to ?? null;

  it("gives the interface to the main frame and the vault to frames inside it", () => {
    expect(judge(`${invalidOrigins.interface}/assets/a.js`, true)).toBe("interface");
    expect(judge(`${invalidOrigins.interface}/assets/a.js`, false)).toBeNull();
    expect(judge(`${vault}/t/media`, false)).toBe("vault");
    expect(judge(`${vault}/t/media`, true)).toBeNull();
  });

  it("gives nothing to a request whose frame cannot be named", () => {
    expect(judge(`${vault}/t/media`, null)).toBeNull();
    expect(judge(`${invalidOrigins.interface}/`, null)).toBeNull();
  });

  it.each([
    "https://example.com/",
    "http://127.0.0.1/",
    "file:///etc/hostname",
    "data:text/html,x",
    "chrome://gpu",
    "about:blank",
  ])("A27 answers %s to nobody", (address) => {
    expect([judge(address, true), judge(address, false)]).toEqual([null, null]);
  });

  it("lets the window go to the interface alone and a frame to a picture alone", () => {
    expect(mayNavigate(`${invalidOrigins.interface}/`, true, invalidOrigins)).toBe(true);
    expect(mayNavigate(`${invalidOrigins.interface}/assets/a.js`, true, invalidOrigins)).toBe(false);
    expect(mayNavigate(`${vault}/t/`, true, invalidOrigins)).toBe(false);
    expect(mayNavigate(`${vault}/t/`, false, invalidOrigins)).toBe(true);
    // A navigation to the samples themselves would open the browser's own player, with a save menu.
    expect(mayNavigate(`${vault}/t/media`, false, invalidOrigins)).toBe(false);
    expect(mayNavigate("about:blank", true, invalidOrigins)).toBe(false);
  });
});

describe("what is kept of a refused address", () => {
  it.each([
    ["https://exfil.example/secret?case=7#x", "https://exfil.example"],
    ["data:text/html,secret", "data:"],
    ["not an address", "unreadable"],
  ])("%j becomes %j", (address, kept) => {
    expect(describeAddress(address)).toBe(kept);
  });
});
