import { randomUUID } from "node:crypto";
import { answerPaper, paperRules, schemeOrigins } from "../../seal/index.ts";
import type { PaperDocument, Printed } from "../port.ts";
import { deadProxy } from "./harden.ts";
import { respond } from "./media.ts";
import type { ElectronParts } from "./parts.ts";

/**
 * Prints one form from a hidden window of its own: no preload, no script, a session in memory that can load this form
 * and nothing else. It goes to the default printer without a dialog, because that dialog could save to any folder.
 */
export async function printPaper(electron: ElectronParts, paper: PaperDocument): Promise<Printed> {
  const partition = `paper-${randomUUID()}`;
  const session = electron.session.fromPartition(partition, { cache: false });
  await session.setProxy({ mode: "fixed_servers", proxyRules: deadProxy, proxyBypassRules: "<-loopback>" });
  session.protocol.handle("app", async ({ url, method }) => {
    const answer = method === "GET" ? answerPaper(url, schemeOrigins.interface, paper) : null;
    return answer === null
      ? new Response(null, { status: 403 })
      : respond({ kind: "bytes", ...answer }, { method, range: null });
  });
  for (const scheme of ["vault", "http", "https", "file"]) {
    session.protocol.handle(scheme, async () => new Response(null, { status: 403 }));
  }
  const window = new electron.BrowserWindow(paperRules(partition));
  try {
    await window.loadURL(`${schemeOrigins.interface}/`);
    const isPrinted = await new Promise<boolean>((resolve) => {
      window.webContents.print({ silent: true, printBackground: true, pageSize: "A4" }, resolve);
    });
    return { kind: isPrinted ? "printer" : "failed" };
  } catch {
    // A page that does not load is a form that is not printed; the caller says so.
    return { kind: "failed" };
  } finally {
    window.destroy();
    await Promise.allSettled([session.clearStorageData(), session.clearCache()]);
  }
}
