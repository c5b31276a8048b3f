import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Place } from "./script-attempts.ts";

/** Somebody who waits on this machine for whatever gets out: connections and datagrams, counted as they come. */
export interface Listeners {
  readonly place: Place;
  /** Connections and datagrams since the last look. */
  taken(): Promise<number>;
  close(): void;
}

async function listen(server: Server, host: string): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  // A server that listens on a port has one.
  return (server.address() as AddressInfo).port;
}

export async function openListeners(): Promise<Listeners> {
  let count = 0;
  const servers = [createServer(), createServer()] as const;
  for (const server of servers) {
    server.on("connection", () => (count += 1));
    server.on("request", (_request, response) => {
      count += 1;
      response.writeHead(204, { "access-control-allow-origin": "*" }).end();
    });
    server.on("clientError", (_error, socket) => socket.destroy());
  }
  const udp = createSocket("udp4");
  udp.on("message", () => (count += 1));
  udp.bind(0, "127.0.0.1");
  const [port, port6] = await Promise.all([
    listen(servers[0], "127.0.0.1"),
    listen(servers[1], "::1"),
    once(udp, "listening"),
  ]);
  return {
    place: { http: `http://127.0.0.1:${port}`, http6: `http://[::1]:${port6}`, udp: udp.address().port },
    taken: async () => {
      // What is on its way arrives before it is counted.
      await setTimeout(100);
      const now = count;
      count = 0;
      return now;
    },
    close: () => {
      servers.forEach((server) => {
        server.closeAllConnections();
        server.close();
      });
      udp.close();
    },
  };
}
