import net from "node:net";
import { once } from "node:events";

/** A port of the loopback that nobody listens on. Somebody else may take it before the program does that it is for. */
export async function freePort(): Promise<number> {
    return listenFor(0);
}

/** Whether somebody listens on a port of the loopback. */
export async function isTaken(port: number): Promise<boolean> {
    return listenFor(port).then(
        () => false,
        () => true,
    );
}

async function listenFor(port: number): Promise<number> {
    const server = net.createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    return typeof address === "object" && address !== null ? address.port : port;
}
