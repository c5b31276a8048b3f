import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { fromUtf8 } from "../../../main/formats/bytes.ts";
import { createAuthority, createCsr, issueDevice, type CertificateWithKey } from "../../../main/formats/x509.ts";
import { openTransport, TransportError, type Transport } from "../../../main/sync/index.ts";

function deviceOf(authority: CertificateWithKey, commonName: string, usage: "server" | "client"): CertificateWithKey {
  const { csrPem, privateKeyPem } = createCsr({ commonName });
  const { certificatePem } = issueDevice(authority, csrPem, {
    commonName,
    days: 1,
    [usage]: true,
    ip: ["127.0.0.1"],
  });
  return { certificatePem, privateKeyPem };
}

async function headquarters(authority: CertificateWithKey): Promise<string> {
  const { certificatePem, privateKeyPem } = deviceOf(authority, "headquarters", "server");
  const server: Server = createServer(
    {
      cert: certificatePem,
      key: privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        if (request.url === "/cut") {
          response.writeHead(200, { "content-length": "100" });
          response.write("half");
          response.destroy();
        } else if (request.url !== "/silence") {
          response.end(`${String(CN)} ${request.headers.range ?? "-"} ${Buffer.concat(pieces).toString()}`);
        }
      });
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

function lineTo(url: string, trust: CertificateWithKey, identity: CertificateWithKey): Transport {
  const transport = openTransport({ url, trustPem: trust.certificatePem, ...identity, timeoutMs: 300 });
  onTestFinished(() => transport.close());
  return transport;
}

describe("the line to headquarters", () => {
  const authority = createAuthority({ name: "demo", days: 1 });
  const foreign = createAuthority({ name: "foreign", days: 1 });
  const station = deviceOf(authority, "station-1", "client");

  it("shows the device certificate, posts bodies and asks for ranges", async () => {
    const transport = lineTo(await headquarters(authority), authority, station);
    expect(fromUtf8((await transport.post("/", "hello")).body)).toBe("station-1 - hello");
    expect(fromUtf8((await transport.get("/", { range: { from: 10, to: 20 } })).body)).toBe("station-1 bytes=10-19 ");
  });

  it("does not talk to a headquarters of another authority, nor with a certificate of another", async () => {
    const url = await headquarters(authority);
    await expect(lineTo(url, foreign, station).get("/")).rejects.toThrow(TransportError);
    await expect(lineTo(url, authority, deviceOf(foreign, "station-1", "client")).get("/")).rejects.toThrow(
      TransportError,
    );
  });

  it("gives up on silence, on a cut answer, and when told to stop", async () => {
    const transport = lineTo(await headquarters(authority), authority, station);
    await expect(transport.get("/silence")).rejects.toThrow(TransportError);
    await expect(transport.get("/cut")).rejects.toThrow(TransportError);
    const stop = new AbortController();
    const asked = transport.get("/silence", { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toThrow("aborted");
  });

  it("is https only", () => {
    expect(() => lineTo("http://127.0.0.1:1", authority, station)).toThrow("https only");
  });
});
