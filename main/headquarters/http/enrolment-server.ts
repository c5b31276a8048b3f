import { createServer } from "node:https";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import {
  enrolmentAnswerSchema,
  enrolmentPaths,
  enrolmentRequestSchema,
  type EnrolmentAnswer,
  type EnrolmentAuthority,
  type EnrolmentRequest,
} from "../../../shared/http/enrolment.ts";
import type { Failure } from "../../../shared/failure.ts";
import { newIncident } from "../../diagnostics/index.ts";
import { refuse } from "./server.ts";

const bodyLimit = 16_384;
const requestMilliseconds = 15_000;
/** One address may ask this often in a minute: enough to wait on a screen, too little to write a log full. */
const perMinute = 30;
const mostAddresses = 4096;

/** What answers a machine that is not enrolled. */
export interface EnrolmentServerOptions {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly authority: EnrolmentAuthority;
  readonly ask: (request: EnrolmentRequest, address: string) => Promise<EnrolmentAnswer>;
  readonly now: () => number;
  readonly onIncident: (incident: string, error: unknown) => void;
}

/**
 * Makes the second, separate listener: it takes enrolment requests and nothing else.
 *
 * The listener of the stations goes on refusing whoever has no device certificate, already in TLS.
 */
export function createEnrolmentServer(options: EnrolmentServerOptions): FastifyInstance {
  const { certificatePem, privateKeyPem, authority, ask, now, onIncident } = options;
  const server = fastify({
    bodyLimit,
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: requestMilliseconds,
    serverFactory: (handler) =>
      createServer(
        { cert: `${certificatePem}${authority.trustPem}`, key: privateKeyPem, minVersion: "TLSv1.3" },
        handler,
      ),
  });
  const tooOften = limiter(now);
  server.addHook("onRequest", async (request, reply) =>
    tooOften(request.ip)
      ? reply.code(429).send({ failure: { code: "headquarters-refused", reason: "too-often" } })
      : undefined,
  );
  server.setNotFoundHandler((_request, reply) => refuse(reply, { code: "bad-request", field: "path" }));
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) {
      return reply.code(status).send({ failure: { code: "bad-request", field: "body" } satisfies Failure });
    }
    const incident = newIncident();
    onIncident(incident, error);
    return refuse(reply, { code: "internal", incident });
  });
  server.post(enrolmentPaths.authority, async (_request, reply) => reply.send(authority));
  server.post(enrolmentPaths.ask, async (request, reply) => {
    const parsed = enrolmentRequestSchema.safeParse(request.body);
    return parsed.success
      ? reply.send(enrolmentAnswerSchema.parse(await ask(parsed.data, request.ip)))
      : refuse(reply, { code: "bad-request", field: parsed.error.issues[0]?.path.join(".") ?? "" });
  });
  return server;
}

/** Counts calls of each address by the minute. */
function limiter(now: () => number): (address: string) => boolean {
  const counts = new Map<string, number>();
  let minute = -1;
  return (address) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute || counts.size > mostAddresses) {
      minute = current;
      counts.clear();
    }
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count > perMinute;
  };
}
