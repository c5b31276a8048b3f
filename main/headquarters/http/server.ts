import { createHash } from "node:crypto";
import { createServer } from "node:https";
import { TLSSocket } from "node:tls";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Failure } from "../../../shared/failure.ts";
import { newIncident } from "../../diagnostics/index.ts";
import type { Station, Stations } from "../stations.ts";
import { statusOf } from "./status.ts";

/** Largest JSON body: a request with its signed form. The log endpoints set their own limit. */
const bodyLimit = 1_048_576;
const requestMilliseconds = 60_000;

/** What the server needs to prove itself and to judge its callers. */
export interface ServerOptions {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly trustPem: string;
  readonly stations: Stations;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onIncident: (incident: string, error: unknown) => void;
}

/**
 * Makes the HTTPS server that only enrolled stations can talk to.
 *
 * TLS 1.3 with a device certificate of the built-in authority; a handler runs only for a certificate
 * that an enrolment record names and nobody revoked. A person's certificate is not a device's.
 */
export function createHttpServer(options: ServerOptions): FastifyInstance {
  const { certificatePem, privateKeyPem, trustPem, stations, now, onIncident } = options;
  const server = fastify({
    bodyLimit,
    // Technical logs of requests would carry personal data; incidents go through `onIncident`.
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: requestMilliseconds,
    serverFactory: (handler) =>
      createServer(
        {
          cert: certificatePem,
          key: privateKeyPem,
          ca: trustPem,
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: "TLSv1.3",
        },
        handler,
      ),
  });

  server.addHook("onRequest", async (request, reply) => {
    const station = stationOf(request, stations);
    if (station === null) {
      return refuse(reply, { code: "headquarters-refused", reason: "unknown-station" });
    }
    stations.seen(station.station, now());
    return undefined;
  });
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
  return server;
}

/** The enrolled station behind a request's device certificate; `null` for a stranger or a revoked one. */
export function stationOf(request: FastifyRequest, stations: Stations): Station | null {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) {
    return null;
  }
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined
    ? null
    : stations.byCertificate(createHash("sha256").update(certificate.raw).digest("hex"));
}

/** Answers with a refusal in the body and the status that fits it. */
export function refuse(reply: FastifyReply, failure: Failure): FastifyReply {
  return reply.code(statusOf(failure)).send({ failure });
}
