import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";

/** An ordinary page in an ordinary browser: no policy, every permission, a camera that is not there. What works is seen here. */
export interface OrdinaryPage {
  readonly page: Page;
  close(): Promise<void>;
}

export async function openOrdinaryPage(executablePath: string): Promise<OrdinaryPage> {
  const server = createServer((request, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<!doctype html><title>ordinary</title><p id=words>words</p>");
    request.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
    ],
  });
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1366, height: 768 } });
  await context.grantPermissions(
    ["clipboard-read", "clipboard-write", "notifications", "camera", "microphone", "midi"],
    {
      origin,
    },
  );
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  return {
    page,
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
