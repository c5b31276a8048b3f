import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A line to a server that can be cut between what the server took and what it answers. */
export interface CutLine {
  /** The same address by way of this line. */
  readonly url: string;
  /** Answers that never arrived. */
  readonly lost: number;
  /** Loses the next answer: the server has done what it was asked, and both ends find the line dead until it is mended. */
  cutNextAnswer(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a line on which bytes pass as they are, so that TLS holds from end to end. */
export async function openCutLine(to: string): Promise<CutLine> {
  const target = new URL(to);
  const open = new Set<Socket>();
  let isArmed = false;
  let isDown = false;
  let lost = 0;
  const server = createServer((near) => {
    if (isDown) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    const end = (): void => [near, far].forEach((socket) => socket.destroy());
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", end).on("close", () => {
        open.delete(socket);
        end();
      });
    }
    let hasAsked = false;
    near.on("data", (bytes) => {
      hasAsked = isArmed;
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (isArmed && hasAsked) {
        isArmed = false;
        isDown = true;
        lost += 1;
        end();
        return;
      }
      near.write(bytes);
    });
  });
  server.listen(0, target.hostname);
  await once(server, "listening");
  return {
    // A TCP server that listens has an address and a port.
    url: `https://${target.hostname}:${(server.address() as AddressInfo).port}`,
    get lost() {
      return lost;
    },
    cutNextAnswer: () => {
      isArmed = true;
    },
    mend: () => {
      isDown = false;
    },
    async close() {
      open.forEach((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    },
  };
}
