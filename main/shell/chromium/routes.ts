import type { Page, Request, Route } from "playwright-core";
import { describeAddress, judgeRequest, type Origins } from "../../seal/index.ts";
import type { ShellApp, StaticAnswer } from "../port.ts";
import { pieceOf, type Pieces } from "./answers.ts";

interface Desk {
  readonly origins: Origins;
  readonly page: Page;
  readonly app: ShellApp;
  readonly pieces: Pieces;
}

const largestBody = 1_048_576;

/**
 * Answers every request of the browser in-process; what is not ours is stopped and observed.
 *
 * The interface's files go to the main frame only, the vault's only to a frame inside it.
 */
export async function answerRoute(route: Route, desk: Desk): Promise<void> {
  const request = route.request();
  try {
    const answer = await answerOf(request, desk);
    if (answer === null) {
      desk.app.observe({
        kind: "blocked",
        what: request.isNavigationRequest() ? "navigation" : "request",
        detail: describeAddress(request.url()),
      });
      // "aborted" leaves the page as it is; other codes replace it with an error page.
      await route.abort(request.isNavigationRequest() ? "aborted" : "blockedbyclient");
      return;
    }
    const { buffer, byteOffset, byteLength } = answer.body;
    const body = Buffer.from(buffer, byteOffset, byteLength);
    await route.fulfill({ status: answer.status, headers: { ...answer.headers }, body });
  } catch {
    // The page has given the request up, or the vault has a bug it has already reported: no answer.
    await route.abort("failed").catch(() => undefined);
  }
}

async function answerOf(request: Request, { origins, page, app, pieces }: Desk): Promise<StaticAnswer | null> {
  const method = request.method();
  const facts = {
    address: request.url(),
    isMainFrame: isMainFrame(request, page),
    isNavigation: request.isNavigationRequest(),
  };
  const judged = judgeRequest(facts, origins);
  if (judged === null) {
    return null;
  }
  if (judged.to === "interface") {
    return method === "GET" ? app.serveInterface(judged.path) : null;
  }
  const body = request.postDataBuffer() ?? Buffer.alloc(0);
  if (body.byteLength > largestBody) {
    return null;
  }
  const { ticket, path } = judged;
  const answer = await app.serveVault({ method, ticket, path, body: new Uint8Array(body) });
  return pieceOf(answer, { method, range: request.headers()["range"] ?? null, address: facts.address, pieces });
}

function isMainFrame(request: Request, page: Page): boolean | null {
  try {
    return request.frame() === page.mainFrame();
  } catch {
    // A request of no frame (a worker's) belongs to nobody here.
    return null;
  }
}
